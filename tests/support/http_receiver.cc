// SPDX-License-Identifier: Apache-2.0
#include "support/http_receiver.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <thread>

#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace assay {
namespace {

// A socket, with or without TLS; nothing waits longer than until `stop` is readable.
class Wire {
 public:
  Wire(int socket, int stop, SSL_CTX* context) : socket_(socket), stop_(stop) {
    fcntl(socket_, F_SETFL, fcntl(socket_, F_GETFL) | O_NONBLOCK);
    if (context != nullptr) {
      ssl_ = SSL_new(context);
      SSL_set_fd(ssl_, socket_);
    }
  }
  ~Wire() {
    SSL_free(ssl_);
    close(socket_);
  }
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  bool Accept() {
    return ssl_ == nullptr || Repeat(POLLIN, [&] { return SSL_accept(ssl_); }) == 1;
  }
  // Appends what there is; false at the end.
  bool Read(std::string& into) {
    std::array<char, 65'536> buffer;
    const long size = Repeat(POLLIN, [&]() -> long {
      return ssl_ != nullptr ? SSL_read(ssl_, buffer.data(), static_cast<int>(buffer.size()))
                             : recv(socket_, buffer.data(), buffer.size(), 0);
    });
    into.append(buffer.data(), static_cast<std::size_t>(std::max(0L, size)));
    return size > 0;
  }
  bool Write(std::string_view bytes) {
    while (!bytes.empty()) {
      const long size = Repeat(POLLOUT, [&]() -> long {
        return ssl_ != nullptr ? SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size()))
                               : send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      });
      if (size <= 0) {
        return false;
      }
      bytes.remove_prefix(static_cast<std::size_t>(size));
    }
    return true;
  }
  // False where the other side closed, or all is to stop, within the time.
  bool StaysOpen(int ms) {
    std::array<pollfd, 2> polled{{{stop_, POLLIN, 0}, {socket_, POLLIN | POLLRDHUP, 0}}};
    return poll(polled.data(), polled.size(), ms) == 0;
  }

 private:
  // Again whenever the socket is ready for what the operation, or TLS under it, waits for.
  template <typename Operation>
  long Repeat(short wanted, Operation operation) {
    while (true) {
      const long result = operation();
      if (result > 0) {
        return result;
      }
      if (ssl_ != nullptr) {
        const int why = SSL_get_error(ssl_, static_cast<int>(result));
        if (why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE) {
          return 0;
        }
        wanted = why == SSL_ERROR_WANT_WRITE ? POLLOUT : POLLIN;
      } else if (result == 0 || (errno != EAGAIN && errno != EWOULDBLOCK)) {
        return 0;
      }
      std::array<pollfd, 2> polled{{{stop_, POLLIN, 0}, {socket_, wanted, 0}}};
      poll(polled.data(), polled.size(), -1);
      if (polled[0].revents != 0) {
        return 0;
      }
    }
  }

  int socket_;
  int stop_;
  SSL* ssl_ = nullptr;
};

std::string Lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

// Takes one request off the front of `bytes`, reading more as needed.
bool ReadRequest(Wire& wire, std::string& bytes, Received& received) {
  std::size_t end = 0;
  while ((end = bytes.find("\r\n\r\n")) == std::string::npos) {
    if (!wire.Read(bytes)) {
      return false;
    }
  }
  const std::string head = bytes.substr(0, end + 2);
  const std::size_t line_end = head.find("\r\n");
  const std::size_t space = head.find(' ');
  received.method = head.substr(0, space);
  received.target = head.substr(space + 1, head.find(' ', space + 1) - space - 1);
  for (std::size_t at = line_end + 2; at < head.size();) {
    const std::size_t next = head.find("\r\n", at);
    const std::size_t colon = head.find(':', at);
    received.headers[Lower(head.substr(at, colon - at))] = head.substr(colon + 2, next - colon - 2);
    at = next + 2;
  }
  const auto size = static_cast<std::size_t>(std::stoul(received.headers["content-length"]));
  while (bytes.size() < end + 4 + size) {
    if (!wire.Read(bytes)) {
      return false;
    }
  }
  received.body = bytes.substr(end + 4, size);
  bytes.erase(0, end + 4 + size);
  return true;
}

template <typename T, typename Free>
std::unique_ptr<T, Free> Owned(T* pointer, Free free) {
  return {pointer, free};
}

void Extend(X509* certificate, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

std::string WritePem(const std::string& name, const std::function<void(BIO*)>& write) {
  std::string path = "/tmp/assay_" + name + "_XXXXXX";
  close(mkstemp(path.data()));
  BIO* file = BIO_new_file(path.c_str(), "w");
  write(file);
  BIO_free(file);
  return path;
}

X509* MakeCertificate(const std::string& name, EVP_PKEY* key, X509* issuer, EVP_PKEY* issuer_key) {
  X509* certificate = X509_new();
  X509_set_version(certificate, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), issuer == nullptr ? 1 : 2);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -3'600);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 3'600);
  X509_NAME* subject = X509_get_subject_name(certificate);
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  X509_set_issuer_name(certificate,
                       X509_get_subject_name(issuer != nullptr ? issuer : certificate));
  X509_set_pubkey(certificate, key);
  if (issuer == nullptr) {
    Extend(certificate, certificate, NID_basic_constraints, "critical,CA:TRUE");
    Extend(certificate, certificate, NID_key_usage, "critical,keyCertSign");
  } else {
    Extend(certificate, issuer, NID_subject_alt_name, "DNS:" + name);
  }
  X509_sign(certificate, issuer_key, EVP_sha256());
  return certificate;
}

}  // namespace

Reply Reply::Status(int status, const std::string& headers, const std::string& body) {
  return {.bytes = "HTTP/1.1 " + std::to_string(status) + " X\r\n" + headers +
                   "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body};
}

TestCertificates::TestCertificates(const std::string& host) {
  const auto authority_key = Owned(EVP_EC_gen("P-256"), EVP_PKEY_free);
  const auto server_key = Owned(EVP_EC_gen("P-256"), EVP_PKEY_free);
  const auto authority =
      Owned(MakeCertificate("Test authority", authority_key.get(), nullptr, authority_key.get()),
            X509_free);
  const auto server = Owned(
      MakeCertificate(host, server_key.get(), authority.get(), authority_key.get()), X509_free);
  authority_file =
      WritePem("authority", [&](BIO* file) { PEM_write_bio_X509(file, authority.get()); });
  certificate_file =
      WritePem("certificate", [&](BIO* file) { PEM_write_bio_X509(file, server.get()); });
  key_file = WritePem("key", [&](BIO* file) {
    PEM_write_bio_PrivateKey(file, server_key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  });
}

TestCertificates::~TestCertificates() {
  for (const std::string& path : {authority_file, certificate_file, key_file}) {
    std::remove(path.c_str());
  }
}

struct HttpReceiver::State {
  Handle handle;
  SSL_CTX* context = nullptr;
  int listener = -1;
  std::uint16_t port = 0;
  std::array<int, 2> stop{};
  mutable std::mutex mutex;
  std::vector<Received> received;
  std::vector<std::thread> threads;
  std::uint64_t connections = 0;
  std::thread acceptor;

  void Accept() {
    while (true) {
      std::array<pollfd, 2> polled{{{stop[0], POLLIN, 0}, {listener, POLLIN, 0}}};
      poll(polled.data(), polled.size(), -1);
      if (polled[0].revents != 0) {
        return;
      }
      const int socket = accept(listener, nullptr, nullptr);
      const std::lock_guard guard(mutex);
      ++connections;
      threads.emplace_back([this, socket] { Serve(socket); });
    }
  }

  void Serve(int socket) {
    Wire wire(socket, stop[0], context);
    if (!wire.Accept()) {
      return;
    }
    std::string bytes;
    for (Received request; ReadRequest(wire, bytes, request); request = {}) {
      {
        const std::lock_guard guard(mutex);
        received.push_back(request);
      }
      const Reply reply = handle(request);
      if (reply.one_byte_at_a_time) {
        for (const char c : reply.bytes) {
          if (!wire.StaysOpen(10) || !wire.Write({&c, 1})) {
            return;
          }
        }
      } else if (!wire.Write(reply.bytes)) {
        return;
      }
      if (reply.then_silence) {
        while (wire.StaysOpen(1'000)) {
        }
        return;
      }
      if (reply.then_close) {
        return;
      }
    }
  }
};

HttpReceiver::HttpReceiver(Handle handle, const TestCertificates* certificates)
    : state_(std::make_unique<State>()) {
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes without MSG_NOSIGNAL.
  state_->handle = std::move(handle);
  if (certificates != nullptr) {
    state_->context = SSL_CTX_new(TLS_server_method());
    SSL_CTX_use_certificate_chain_file(state_->context, certificates->certificate_file.c_str());
    SSL_CTX_use_PrivateKey_file(state_->context, certificates->key_file.c_str(), SSL_FILETYPE_PEM);
  }
  state_->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  socklen_t size = sizeof(address);
  if (bind(state_->listener, any, size) != 0 || listen(state_->listener, 64) != 0 ||
      getsockname(state_->listener, any, &size) != 0 || pipe(state_->stop.data()) != 0) {
    std::perror("no receiver");
    std::abort();
  }
  state_->port = ntohs(address.sin_port);
  state_->acceptor = std::thread([state = state_.get()] { state->Accept(); });
}

HttpReceiver::~HttpReceiver() {
  close(state_->stop[1]);  // The other end becomes readable for everybody.
  state_->acceptor.join();
  for (std::thread& thread : state_->threads) {
    thread.join();
  }
  close(state_->stop[0]);
  close(state_->listener);
  SSL_CTX_free(state_->context);
}

std::uint16_t HttpReceiver::port() const {
  return state_->port;
}

std::vector<Received> HttpReceiver::received() const {
  const std::lock_guard guard(state_->mutex);
  return state_->received;
}

std::uint64_t HttpReceiver::connections() const {
  const std::lock_guard guard(state_->mutex);
  return state_->connections;
}

}  // namespace assay
