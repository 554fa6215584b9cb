// SPDX-License-Identifier: Apache-2.0
// A receiver of webhooks inside the test: HTTP/1.1 on a free port of this machine, plain or with TLS
// under a certification authority that lives as long as the test.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace assay {

struct Received {
  std::string method;
  std::string target;
  std::map<std::string, std::string> headers;  // Names in lower case.
  std::string body;
};

// What a receiver does with a request. Bytes, then perhaps more bytes, then perhaps silence.
struct Reply {
  std::string bytes;
  bool one_byte_at_a_time = false;  // A hundred a second, for as long as somebody reads.
  bool then_silence = false;        // The connection stays open, nothing more comes.
  bool then_close = false;

  static Reply Status(int status, const std::string& headers = "", const std::string& body = "");
};

// An authority and a server's certificate for one host, made anew each time.
struct TestCertificates {
  explicit TestCertificates(const std::string& host);
  ~TestCertificates();
  TestCertificates(const TestCertificates&) = delete;
  TestCertificates& operator=(const TestCertificates&) = delete;
  std::string authority_file;
  std::string certificate_file;  // Of the server.
  std::string key_file;
};

class HttpReceiver {
 public:
  using Handle = std::function<Reply(const Received&)>;  // Called on threads of the receiver.

  explicit HttpReceiver(Handle handle, const TestCertificates* certificates = nullptr);
  ~HttpReceiver();
  HttpReceiver(const HttpReceiver&) = delete;
  HttpReceiver& operator=(const HttpReceiver&) = delete;

  std::uint16_t port() const;
  std::vector<Received> received() const;  // In the order they came, complete ones only.
  std::uint64_t connections() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace assay
