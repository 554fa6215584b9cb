// SPDX-License-Identifier: Apache-2.0
#include "adapters/webhook/detail/connections.h"

#include <algorithm>
#include <chrono>
#include <limits>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <fmt/format.h>
#include <openssl/x509v3.h>

namespace assay::webhook {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
namespace tls = boost::asio::ssl;

using Endpoint = asio::ip::tcp::endpoint;
using BoostError = boost::system::error_code;

Endpoint EndpointOf(const Address& address, std::uint16_t port) {
  if (address.IsV4()) {
    asio::ip::address_v4::bytes_type bytes{};
    std::copy(address.bytes.begin() + 12, address.bytes.end(), bytes.begin());
    return {asio::ip::address_v4(bytes), port};
  }
  asio::ip::address_v6::bytes_type bytes{};
  std::copy(address.bytes.begin(), address.bytes.end(), bytes.begin());
  return {asio::ip::address_v6(bytes), port};
}

struct Job {
  std::vector<Endpoint> endpoints;
  const std::function<std::optional<Request>()>& next;
  const std::function<void(std::size_t, Exchanged)>& done;
};

// One connection, and the exchange that is under way on it.
class Connection {
 public:
  Connection(asio::io_context& io, tls::context& trust, const ClientSettings& settings)
      : io_(io), trust_(trust), settings_(settings) {}

  void Start(const Job& job) {
    job_ = &job;
    Next();
  }

 private:
  using Plain = beast::tcp_stream;
  using Tls = beast::ssl_stream<beast::tcp_stream>;

  template <typename Use>
  void WithStream(Use use) {
    if (tls_) {
      use(*tls_);
    } else {
      use(*plain_);
    }
  }
  Plain& Transport() { return tls_ ? beast::get_lowest_layer(*tls_) : *plain_; }
  bool is_open() const { return tls_ || plain_; }
  void Drop() {
    tls_.reset();
    plain_.reset();
  }

  void Next();
  void Connect();
  void Handshake();
  void Write();
  void Read();
  void OnHeader(const BoostError& error);
  void Finish(bool keep);
  void Fail(std::string why);
  std::string Describe(const BoostError& error, const char* doing, std::int64_t limit_ms);

  asio::io_context& io_;
  tls::context& trust_;
  const ClientSettings& settings_;
  const Job* job_ = nullptr;
  std::optional<Plain> plain_;
  std::optional<Tls> tls_;
  bool reused_ = false;  // The connection served an exchange before this one.
  std::size_t number_ = 0;
  http::request<http::string_body> request_;
  std::optional<http::response_parser<http::string_body>> parser_;
  beast::flat_buffer buffer_;
};

void Connection::Next() {
  auto request = job_->next();
  if (!request) {
    return;
  }
  number_ = request->number;
  request_ = {http::verb::post, settings_.url.target, 11, std::string(request->body)};
  request_.set(http::field::host, settings_.url.authority);
  request_.set(http::field::user_agent, "assay");
  request_.set(http::field::content_type, "application/cloudevents+json; charset=utf-8");
  for (const auto& [name, value] : request->headers) {
    request_.set(beast::string_view(name.data(), name.size()), value);
  }
  request_.prepare_payload();
  reused_ = is_open();
  if (reused_) {
    Write();
  } else {
    Connect();
  }
}

void Connection::Connect() {
  Drop();
  buffer_.clear();
  if (settings_.url.is_tls) {
    tls_.emplace(io_, trust_);
  } else {
    plain_.emplace(io_);
  }
  Transport().expires_after(std::chrono::milliseconds(settings_.connect_timeout_ms));
  Transport().async_connect(job_->endpoints, [this](const BoostError& error, const Endpoint&) {
    if (!error) {
      // A request is one write; waiting for more to send would only wait.
      BoostError ignored;
      Transport().socket().set_option(asio::ip::tcp::no_delay(true), ignored);
    }
    if (error) {
      Fail(Describe(error, "no connection", settings_.connect_timeout_ms));
    } else if (tls_) {
      Handshake();
    } else {
      Write();
    }
  });
}

void Connection::Handshake() {
  SSL* const handle = tls_->native_handle();
  const std::string& host = settings_.url.host;
  // The certificate is held against the name of the URL, not against the address. SSL_ctrl is
  // what the macro SSL_set_tlsext_host_name hides.
  const bool ready =
      ParseAddress(host)
          ? X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(handle), host.c_str()) == 1
          : SSL_set1_host(handle, host.c_str()) == 1 &&
                SSL_ctrl(handle, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                         const_cast<char*>(host.c_str())) == 1;
  if (!ready) {
    Fail("TLS could not be set up for this host name");
    return;
  }
  tls_->async_handshake(tls::stream_base::client, [this](const BoostError& error) {
    if (!error) {
      Write();
      return;
    }
    const long verified = SSL_get_verify_result(tls_->native_handle());
    if (verified != X509_V_OK) {
      Fail(fmt::format("its TLS certificate does not hold for {}: {}", settings_.url.host,
                       X509_verify_cert_error_string(verified)));
    } else {
      Fail(Describe(error, "no TLS connection", settings_.connect_timeout_ms));
    }
  });
}

void Connection::Write() {
  Transport().expires_after(std::chrono::milliseconds(settings_.timeout_ms));
  WithStream([this](auto& stream) {
    http::async_write(stream, request_, [this](const BoostError& error, std::size_t) {
      if (!error) {
        Read();
      } else if (reused_ && error != beast::error::timeout) {
        reused_ = false;
        Connect();
      } else {
        Fail(Describe(error, "the request could not be sent", settings_.timeout_ms));
      }
    });
  });
}

void Connection::Read() {
  parser_.emplace();
  parser_->header_limit(kHeaderBytesMax);
  // A body of any length may be announced: whether it is read is decided afterwards.
  parser_->body_limit(std::numeric_limits<std::uint64_t>::max());
  WithStream([this](auto& stream) {
    http::async_read_header(stream, buffer_, *parser_,
                            [this](const BoostError& error, std::size_t) { OnHeader(error); });
  });
}

void Connection::OnHeader(const BoostError& error) {
  if (error) {
    if (reused_ && !parser_->got_some() && error != beast::error::timeout) {
      reused_ = false;
      Connect();
    } else if (error == http::error::header_limit) {
      Fail(fmt::format("answered with a header of more than {} KiB", kHeaderBytesMax / 1024));
    } else {
      Fail(Describe(error, "no answer", settings_.timeout_ms));
    }
    return;
  }
  // The status says all; the body is read for the message and to use the connection again.
  const auto length = parser_->content_length();
  const bool is_short = length ? *length <= kBodyBytesMax : parser_->chunked();
  if (!is_short) {
    Finish(false);
    return;
  }
  parser_->body_limit(kBodyBytesMax);
  WithStream([this](auto& stream) {
    http::async_read(stream, buffer_, *parser_, [this](const BoostError& body_error, std::size_t) {
      Finish(!body_error && parser_->keep_alive());
    });
  });
}

void Connection::Finish(bool keep) {
  const auto& message = parser_->get();
  const auto text = [&](http::field field) {
    const auto value = message[field];
    return std::string(value.data(), value.size());
  };
  Exchanged exchanged{.answer = HttpAnswer{.status = message.result_int(),
                                           .location = text(http::field::location),
                                           .retry_after = text(http::field::retry_after),
                                           .body = message.body()},
                      .failure = ""};
  if (!keep) {
    Drop();
  }
  job_->done(number_, std::move(exchanged));
  Next();
}

void Connection::Fail(std::string why) {
  Drop();
  job_->done(number_, {.answer = std::nullopt, .failure = std::move(why)});
  Next();
}

std::string Connection::Describe(const BoostError& error, const char* doing,
                                 std::int64_t limit_ms) {
  if (error == beast::error::timeout) {
    return fmt::format("{} within {} s", doing, static_cast<double>(limit_ms) / 1'000);
  }
  if (error == http::error::end_of_stream || error == asio::error::eof ||
      error == tls::error::stream_truncated) {
    return fmt::format("{}: it closed the connection", doing);
  }
  return fmt::format("{}: {}", doing, Printable(error.message(), 160));
}

class AsioConnections : public Connections {
 public:
  explicit AsioConnections(ClientSettings settings)
      : settings_(std::move(settings)), trust_(tls::context::tls_client) {
    for (std::size_t i = 0; i < settings_.connections_max; ++i) {
      connections_.push_back(std::make_unique<Connection>(io_, trust_, settings_));
    }
  }

  Result<void> Trust() {
    BoostError error;
    trust_.set_options(tls::context::default_workarounds | tls::context::no_sslv2 |
                           tls::context::no_sslv3 | tls::context::no_tlsv1 |
                           tls::context::no_tlsv1_1,
                       error);
    trust_.set_verify_mode(tls::verify_peer, error);
    if (settings_.ca_file.empty()) {
      trust_.set_default_verify_paths(error);
    } else {
      trust_.load_verify_file(settings_.ca_file, error);
    }
    if (error) {
      return assay::Fail(ErrorCode::kInvalidArgument, "webhook.bad_ca_file",
                         fmt::format("no certificates can be read from {}: {}",
                                     settings_.ca_file.empty() ? "the system" : settings_.ca_file,
                                     error.message()));
    }
    return {};
  }

  void Run(const std::vector<Address>& addresses, std::size_t side_by_side,
           const std::function<std::optional<Request>()>& next,
           const std::function<void(std::size_t, Exchanged)>& done) override {
    Job job{.endpoints = {}, .next = next, .done = done};
    for (const Address& address : addresses) {
      job.endpoints.push_back(EndpointOf(address, settings_.url.port));
    }
    io_.restart();
    for (std::size_t i = 0; i < std::min(side_by_side, connections_.size()); ++i) {
      connections_[i]->Start(job);
    }
    io_.run();
  }

 private:
  ClientSettings settings_;
  asio::io_context io_{1};
  tls::context trust_;
  std::vector<std::unique_ptr<Connection>> connections_;
};

}  // namespace

Result<std::unique_ptr<Connections>> Connections::Make(ClientSettings settings) {
  auto connections = std::make_unique<AsioConnections>(std::move(settings));
  ASSAY_TRY(connections->Trust());
  return connections;
}

}  // namespace assay::webhook
