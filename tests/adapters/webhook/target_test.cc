// SPDX-License-Identifier: Apache-2.0
// Where a webhook may go: addresses and URLs.
#include <gtest/gtest.h>

#include "adapters/webhook/address.h"
#include "adapters/webhook/detail/url.h"

namespace assay::webhook {
namespace {

std::string Why(const std::string& text, AddressPolicy policy = AddressPolicy::kPublicOnly) {
  const auto address = ParseAddress(text);
  EXPECT_TRUE(address) << text;
  return std::string(WhyRefused(*address, policy).value_or(""));
}

TEST(Address, PublicOnesAreAllowed) {
  for (const char* text :
       {"1.1.1.1", "93.184.215.14", "172.15.255.255", "172.32.0.0", "100.63.255.255",
        "223.255.255.255", "2606:4700:4700::1111", "2001:4860:4860::8888", "64:ff9b::1.1.1.1"}) {
    EXPECT_EQ(Why(text), "") << text;
  }
}

TEST(Address, OnesOwnNetworksAreRefused) {
  EXPECT_EQ(Why("127.0.0.1"), "a loopback address");
  EXPECT_EQ(Why("127.255.255.254"), "a loopback address");
  EXPECT_EQ(Why("10.0.0.1"), "a private address");
  EXPECT_EQ(Why("172.16.0.1"), "a private address");
  EXPECT_EQ(Why("172.31.255.255"), "a private address");
  EXPECT_EQ(Why("192.168.1.1"), "a private address");
  EXPECT_EQ(Why("169.254.1.1"), "a link-local address");
  EXPECT_EQ(Why("100.64.0.1"), "a shared address of a provider's network");
  EXPECT_EQ(Why("::1"), "a loopback address");
  EXPECT_EQ(Why("fd12::1"), "a private address");
  EXPECT_EQ(Why("fe80::1"), "a link-local address");
}

TEST(Address, AnotherWayToWriteAPrivateAddressIsRefusedAsWell) {
  EXPECT_EQ(Why("::ffff:127.0.0.1"), "a loopback address");
  EXPECT_EQ(Why("::ffff:a00:1"), "a private address");
  EXPECT_EQ(Why("64:ff9b::7f00:1"), "a loopback address");
  for (const char* text : {"::7f00:1", "2002:7f00:1::", "2001::1", "64:ff9b:1::1"}) {
    EXPECT_NE(Why(text), "") << text;
  }
}

TEST(Address, ForOnesOwnNetworkPrivateOnesMayBeAllowed) {
  for (const char* text : {"127.0.0.1", "10.1.2.3", "192.168.0.9", "::1", "fd12::1"}) {
    EXPECT_EQ(Why(text, AddressPolicy::kPrivateAllowed), "") << text;
  }
}

TEST(Address, MetadataServicesAndMulticastAreNeverAllowed) {
  for (const char* text : {"169.254.169.254", "::ffff:169.254.169.254", "64:ff9b::169.254.169.254",
                           "100.100.100.200", "168.63.129.16", "fd00:ec2::254", "224.0.0.1",
                           "255.255.255.255", "0.0.0.0", "::", "ff02::1"}) {
    EXPECT_NE(Why(text), "") << text;
    EXPECT_NE(Why(text, AddressPolicy::kPrivateAllowed), "") << text;
  }
}

TEST(Address, IsWrittenAsItIsRead) {
  for (const std::string text : {"203.0.113.7", "2001:db8::7", "::1"}) {
    EXPECT_EQ(FormatAddress(*ParseAddress(text)), text);
  }
  for (const char* text : {"", "127.1", "0x7f.0.0.1", "1.2.3.4.5", "fe80::1%eth0", "[::1]"}) {
    EXPECT_FALSE(ParseAddress(text)) << text;
  }
}

TEST(Url, IsTakenApart) {
  const auto url = ParseUrl("https://Hooks.Example/assay?key=1");
  ASSERT_TRUE(url) << url.error().message;
  EXPECT_TRUE(url->is_tls);
  EXPECT_EQ(url->host, "hooks.example");
  EXPECT_EQ(url->port, 443);
  EXPECT_EQ(url->target, "/assay?key=1");
  EXPECT_EQ(url->authority, "hooks.example");
  EXPECT_EQ(ParseUrl("https://hooks.example")->target, "/");
  EXPECT_EQ(ParseUrl("https://hooks.example?a")->target, "/?a");
  EXPECT_EQ(ParseUrl("http://10.0.0.1:8080/x")->authority, "10.0.0.1:8080");
  EXPECT_EQ(ParseUrl("https://[2001:db8::1]:8443/")->host, "2001:db8::1");
  EXPECT_EQ(ParseUrl("https://[2001:db8::1]:8443/")->authority, "[2001:db8::1]:8443");
}

TEST(Url, WhatTwoReadersMayReadDifferentlyIsRefused) {
  for (const char* text : {"",
                           "hooks.example",
                           "ftp://hooks.example/",
                           "https://",
                           "https:///x",
                           "https://a@b.example/",
                           "https://b.example\\@a.example/",
                           "https://a.example/x#y",
                           "https://a.example:0/",
                           "https://a.example:65536/",
                           "https://a.example:/",
                           "https://a.example:80x/",
                           "https://a b.example/",
                           "https://b\xc3\xbc.example/",
                           "https://a.example/x\r\nHost: b",
                           "https://127.1/",
                           "https://2130706433/",
                           "https://0x7f.0.0.1/",
                           "https://[::1/",
                           "https://[::1]80/",
                           "https://-a.example/",
                           "https://a.example%00.b.example/"}) {
    const auto url = ParseUrl(text);
    ASSERT_FALSE(url) << text;
    EXPECT_EQ(url.error().reason, "webhook.bad_url");
  }
}

}  // namespace
}  // namespace assay::webhook
