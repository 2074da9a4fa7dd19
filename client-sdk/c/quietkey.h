/*
 * A whole client of a Quietkey server in C99: activate, start a trial, check offline, renew, release. See
 * client-sdk/PROTOCOL.md.
 *
 * It needs libcurl and OpenSSL 3 (Debian: libcurl4-openssl-dev, libssl-dev), and POSIX. It shares its folder with the
 * SDK for Node.js byte for byte, so an app can change its language and keep its seat. It has no global variables: each
 * client is for one thread at a time, and many clients may share a folder. Call curl_global_init first if the program
 * has threads. Times are in seconds since 1970.
 */
#ifndef QUIETKEY_H
#define QUIETKEY_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct qk_client qk_client;

typedef enum { QK_LICENSED, QK_STALE, QK_LIMITED, QK_UNLICENSED } qk_state;

/* What the app may do. `reason` is one of the reasons in PROTOCOL.md; the text lives as long as the program. */
typedef struct {
  qk_state state;
  const char *reason;
  int refresh_due;
} qk_result;

/*
 * Why a call did not succeed. `code` is one of the errors in PROTOCOL.md, or "out_of_memory". `refusal` is the code of
 * a server that refused, `detail` and `remedy` are its texts for the person, `fault` is for your support. No error
 * takes a license away.
 */
typedef struct {
  char code[32];
  char refusal[32];
  char detail[512];
  char remedy[512];
  char fault[32];
} qk_error;

typedef enum { QK_OWN, QK_FOREIGN, QK_UNKNOWN } qk_class;

/* A network adapter: its address in hex digits, with or without separators, and what it is (MACHINES.md). */
typedef struct {
  const char *mac;
  qk_class kind;
} qk_adapter;

/* What a server answered. `body` has room for `capacity` bytes; more than that is a `length` above it. */
typedef struct {
  long status;
  char content_type[64];
  char retry_after[16];
  char *body;
  size_t length;
  size_t capacity;
} qk_response;

typedef enum { QK_SENT, QK_NO_NETWORK, QK_INTERCEPTED } qk_sending;

/* The texts are copied. Members that are zero have the defaults. */
typedef struct {
  const char *server;   /* an https URL; http to this machine only */
  const char *product;
  const char *root_key; /* "qkroot_" and 43 characters */
  const char *folder;   /* an absolute path for this app and this person */
  const char *issuer;
  int64_t minimum_key_set_version;
  const char *identity; /* "adapters", "install" or "none"; by default adapters if there are any */
  const qk_adapter *adapters; /* all of the machine */
  size_t adapter_count;
  /* replace clock, random bytes and network; `context` is passed on; 0 is success for `random` */
  int64_t (*now)(void *context);
  int (*random)(void *context, unsigned char *bytes, size_t count);
  qk_sending (*send)(void *context, const char *url, const char *body, long milliseconds, qk_response *response);
  void *context;
} qk_options;

/* Opens a client, and loads its state. NULL: an option is wrong, or there is no memory. Free it with qk_close. */
qk_client *qk_open(const qk_options *options);
void qk_close(qk_client *client);

/* Reads and verifies the state again, as another program may have changed it. The calls that ask the server do it. */
void qk_load(qk_client *client);

/* Decides what the app may do now, from what is loaded. No allocation, no I/O but the clock's. */
qk_result qk_check(const qk_client *client);

/*
 * Whether the app has an entitlement now: 1, or 0 without it, and in the states QK_LIMITED and QK_UNLICENSED. It reads
 * what is loaded, like qk_check. An entitlement whose end is in the lease ends after the lease's grace.
 */
int qk_entitles(const qk_client *client, const char *entitlement);

/* Stores what a check has seen, at most once a day: call it after a check. 0: done, or nothing to store. */
int qk_note(qk_client *client, qk_error *error);

/* The claims of the accepted lease as JSON, or NULL. The text lives until the client loads again. */
const char *qk_lease(const qk_client *client);

/* These ask the server and load again. They return 0, or -1 and the error. `username` may be NULL. */
int qk_activate(qk_client *client, const char *typed_key, const char *username, qk_error *error);
int qk_renew(qk_client *client, qk_error *error);
int qk_release(qk_client *client, qk_error *error);

/*
 * Starts a trial, without a key. The same machine gets the same trial, and none again for twelve months. Nothing is sent
 * while a license is held or the trial runs. Its request has slow hashes of the addresses: ask the person first.
 */
int qk_start_trial(qk_client *client, qk_error *error);

/* The request that qk_start_trial sends, as qk_preview does; its path is "/v1/trials". */
int qk_preview_trial(qk_client *client, char *body, size_t capacity, qk_error *error);

/* Keeps the vendor's farewell, a text that a person has: the app runs for ever. It sends nothing. */
int qk_accept_farewell(qk_client *client, const char *text, qk_error *error);

/* Renews if that is due; one program at a time asks the server. A failure changes nothing. */
void qk_keep_fresh(qk_client *client);

/*
 * The request that qk_activate sends for the same input. It stores and sends nothing. The body is written to `body`,
 * which has room for `capacity` bytes (8192 are enough), with a NUL at its end; its path is "/v1/activations".
 */
int qk_preview(qk_client *client, const char *typed_key, const char *username, char *body, size_t capacity,
               qk_error *error);

#ifdef __cplusplus
}
#endif

#endif
