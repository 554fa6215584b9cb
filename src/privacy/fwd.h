// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace assay::privacy {

class KeyRing;
class KeyStore;
class Opener;
class PersonalFields;
class Splitter;
struct MasterKey;
struct TokenKey;

}  // namespace assay::privacy
