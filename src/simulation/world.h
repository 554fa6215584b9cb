// SPDX-License-Identifier: Apache-2.0
// The inputs of a simulated marketplace, one TOML file (docs/formats/world.md). What comes out of a
// simulation (measures, refunds over fakes, stores shut) is never an input. Sources stand as comments in the
// files of data/worlds.
//
// A world may build on a shipped one (`like = "taobao_2017"` under [world]); else every key must be there.
//
// Errors of ParseWorld: kInvalidArgument "simulation.invalid_world" with line and column: unknown keys with
// a suggestion, values out of range, shares that do not add up.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/time.h"

namespace assay::simulation {

// Shares of stores; they add up to 1.
struct StoreMix {
  double honest = 0;       // Ordinary goods of no brand in question.
  double reseller = 0;     // Genuine branded goods without the owner's authorisation.
  double second_hand = 0;  // Used genuine goods.
  double accessories = 0;  // "Fits brand X".
  double authorised = 0;
  double opportunist = 0;  // A single offender with a store or two.
  double ring = 0;         // Stores of rings with divided labour.
};

// What a counterfeit offer's words do; shares of offers when first listed, they add up to 1. A seller whose
// offer was taken down writes it anew in a way that stands further back in this list.
struct Evasion {
  double open = 0;       // "高仿", "1:1 replica"
  double hinted = 0;     // Words that have an honest meaning too.
  double disguised = 0;  // The brand spelled so that only people read it.
  double clean = 0;      // The genuine offer's words; price and pictures alone tell.
  double hidden = 0;     // No brand at all: what is sold is agreed elsewhere.
  double rewrites = 0;   // Share of taken-down offers that are written anew.
  double rewrite_hours = 0;
  double moves_away_after =
      0;  // Taken-down offers until a controller leads buyers off the platform.
};

struct World {
  std::string name;
  std::string currency;
  std::int16_t utc_offset_minutes = 0;
  double chinese = 0;  // Share of stores that write Chinese; the others write English.
  Instant from;        // Midnight of the first day, in the world's time.
  std::int64_t days = 0;

  struct {
    double count = 0;          // At scale 1, when the simulation begins.
    double opened_a_year = 0;  // New stores, as a share of `count`.
    double closed_a_year = 0;  // Stores that give up, as a share.
  } stores;
  StoreMix mix;
  struct {
    double putian = 0;            // Share of innocent stores that send from Putian.
    double night = 0;             // That hand parcels over at ten at night.
    double shared_forwarder = 0;  // That share a forwarder's address and telephone with others.
    double two_meanings =
        0;               // Share of innocent offers with a word of the trade in its honest meaning.
    double branded = 0;  // Share of honest stores' offers that are a brand's genuine goods.
    double comparisons = 0;  // Share of their other offers that name a brand to be likened to.
    double clearance = 0;    // Share of innocent stores' new branded offers that are sold off.
    double parallel = 0;     // Share of resellers' that are bought abroad.
  } habits;
  struct {
    double mixed_supply = 0;     // Share of resellers whose suppliers send some counterfeits.
    double fake_pieces = 0;      // Share of such a reseller's branded pieces that are.
    double recycled_phone = 0;   // Share of new innocent stores with another store's old number.
    double hijacked_a_year = 0;  // Share of innocent stores.
    double attacks_a_year = 0;   // Of extorting gangs, at scale 1.
    double attack_orders = 0;    // Of each.
  } mishaps;
  struct {
    double offers_a_store = 0;
    double spread = 0;       // Of the logarithm, between stores.
    double new_a_day = 0;    // In the place of old ones, as a share of the catalogue.
    double edits_a_day = 0;  // Likewise: changes of price.
  } catalogue;
  struct {
    double orders_a_day = 0;  // Of an average store.
    double spread = 0;
    double refunds = 0;  // Share of orders, reasons other than fakes.
    double reviews = 0;
  } trade;
  struct {
    double fake_offers = 0;      // Share of an offender's catalogue that is counterfeit.
    double brushing = 0;         // Sham orders for each real one, in stores that brush.
    double brushing_stores = 0;  // Share of offenders that brush.
    double stolen_pictures = 0;  // Share of counterfeit offers with the genuine offer's pictures.
    double stores_a_controller = 0;  // In rings.
    double controllers_a_source = 0;
    double putian = 0;         // Share of rings whose producer is there.
    double night = 0;          // Share of rings' parcels handed over at ten at night.
    double drop_shipping = 0;  // Share of a ring's stores that hold no stock.
    double wholesale = 0;      // Share of a ring's stores that sell by the dozen.
  } offenders;
  Evasion evasion;
  struct {
    double returns = 0;  // Share of shut controllers that open again.
    double delay_days = 0;
    double keeps_person = 0;  // Chance that the new store has it from the old one.
    double keeps_phone = 0;
    double keeps_bank = 0;
    double keeps_device = 0;
    double keeps_address = 0;
    double borrows =
        0;  // Chance that a person who is not kept is borrowed from a real other seller.
  } reentry;
  struct {
    double claims_fake = 0;      // Chance that a buyer of a fake asks money back because of it.
    double claims_mistaken = 0;  // Same of a buyer of a genuine branded piece, in good faith.
    double claims_parallel = 0;  // And where the piece was meant for another country.
    double claims_plain = 0;     // Same of unbranded goods: poor ones, and wrong parcels.
    double extorts = 0;          // Of branded goods in bad faith, one buyer alone.
    double reports = 0;          // Chance that a buyer of a fake tells an authority's hot line.
  } buyers;
  struct {
    double people = 0;           // At scale 1.
    double decisions_a_day = 0;  // Of each.
    double confirms_fakes = 0;   // Chance to confirm a measure on a counterfeit offer.
    double lifts_genuine = 0;    // Chance to lift one on another offer.
    double appeals = 0;          // Chance that an innocent seller appeals.
    double offender_appeals = 0;
  } reviewers;
  struct {
    double a_day = 0;      // At scale 1, of all rights owners.
    double bad_faith = 0;  // Share filed against innocent stores.
    double squatted =
        0;  // Share of those that rest on a mark registered for the purpose, so that anybody
            // may be named; the others name brands' genuine goods.
    double upheld = 0;  // Chance that the marketplace follows a rightful one.
    double bad_faith_upheld = 0;
    double answered = 0;  // Chance that an innocent seller answers.
    double handled_hours = 0;
  } notices;
  struct {
    double a_year = 0;      // At scale 1.
    double suspicion = 0;   // Share chosen because of a claim; the others by lot.
    double days = 0;        // Until the examiner has spoken.
    double cannot_say = 0;  // Share of examinations that come to no result.
    double right = 0;       // Chance that a result is right.
    double again = 0;       // Share of those chosen by lot that somebody else examines too.
  } test_buys;
  struct {
    double cases_a_year = 0;  // At scale 1.
    double days = 0;
    double arrests = 0;       // Share of cases that end the business.
    double deterred = 0;      // Share of opportunists of the region that stop then.
    double suits_a_year = 0;  // At scale 1.
    double suits_won = 0;
  } law;
  struct {
    double executes = 0;  // Share of requests it can carry out.
    double delay_hours = 0;
    double closes_after = 0;  // Confirmed takedowns of a store; 0: never by its own rule.
  } marketplace;
};

Result<World> ParseWorld(std::string_view text);

// The worlds compiled into the binary (data/worlds), by name, the default one first.
struct ShippedWorld {
  std::string_view name;
  std::string_view text;
};
const std::vector<ShippedWorld>& ShippedWorlds();

}  // namespace assay::simulation
