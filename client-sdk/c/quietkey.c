#define _POSIX_C_SOURCE 200809L

#include "quietkey.h"

#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define DAY 86400
#define SECONDS_MAX 253402300799
#define LEASE_SECONDS_MAX (400 * DAY)
#define WHOLE_MAX 9007199254740991
#define TOKEN_MAX 4096
#define STATE_MAX 1000000
#define ANSWER_MAX 65536
#define DEPTH_MAX 64
#define CALL_MS 30000
#define ATTEMPT_MS 10000
#define ATTEMPTS_MAX 3
#define HASH 32
#define TAG_SIZE 23 /* 22 characters and a NUL */
#define KEY_IN_COPIES "(the license key you typed)"

#define ENTITLEMENTS_MAX 64

typedef enum { SIGHT_SAME, SIGHT_NONE, SIGHT_OTHER } sight;

/* The entitlements of a token: their names, each with a NUL at its end, and the end of each, or -1. */
typedef struct {
  size_t count;
  char names[TOKEN_MAX];
  int64_t ends[ENTITLEMENTS_MAX];
} entitlements;


/* What a check decides from: facts of fixed size, made by qk_load. */
typedef struct {
  const char *ended; /* the reason without an accepted lease */
  int refresh_ended;
  const char *statement; /* the kind of the statement that ends the lease */
  int64_t effective, notice;
  int64_t iat, nbf, exp, refresh_after, grace, license_end, machine_days;
  int64_t latest_day; /* -1: none */
  int64_t other_days, other_last; /* days on which only other hardware was in sight, and the last one; 0 and -1: none */
  int64_t behind_days, behind_last; /* days on which the clock was behind the latest day, in the same way */
  sight sight;
  int key_removed, given_unseen, has_holding, is_floating, is_trial;
  int64_t farewell; /* its first second; -1: none */
  unsigned char token[HASH];
} facts;

struct qk_client {
  char *server, *product, *folder, *issuer, *draft;
  char root[44], draft_install[TAG_SIZE];
  char trial_install[TAG_SIZE]; /* of the trial that was shown; empty: none was */
  unsigned char trial_key[HASH];
  int64_t minimum;
  enum { BY_ADAPTERS, BY_INSTALL, BY_NOTHING } identity;
  char (*macs)[13];
  qk_class *classes;
  size_t adapter_count;
  int64_t (*now)(void *);
  int (*random)(void *, unsigned char *, size_t);
  qk_sending (*send)(void *, const char *, const char *, long, qk_response *);
  void *context;
  facts facts;
  entitlements granted;   /* by the accepted lease */
  entitlements parting;   /* by the farewell */
  char claims[TOKEN_MAX]; /* of the accepted lease */
};

/* ---- A call: its memory, and how it fails ---- */

typedef union block {
  union block *next;
  long double alignment;
} block;

typedef struct {
  qk_client *client;
  qk_error *error;
  block *blocks;
  jmp_buf *failed;
  char *temporary; /* a file to remove if the call fails */
  char *lock;      /* the lock that the call holds */
} call;

static void copy_text(char *to, size_t size, const char *from, size_t length) {
  if (length >= size) length = size - 1;
  memcpy(to, from, length);
  to[length] = 0;
}

static void fail(call *c, const char *code, const char *detail) {
  copy_text(c->error->code, sizeof c->error->code, code, strlen(code));
  copy_text(c->error->detail, sizeof c->error->detail, detail, strlen(detail));
  longjmp(*c->failed, 1);
}

static void *take(call *c, size_t size) {
  block *made = malloc(sizeof(block) + size);
  if (!made) fail(c, "out_of_memory", "");
  made->next = c->blocks;
  c->blocks = made;
  return memset(made + 1, 0, size);
}

static void begin_call(call *c, qk_client *client, jmp_buf *failed, qk_error *error) {
  memset(c, 0, sizeof *c);
  c->client = client;
  c->failed = failed;
  c->error = error;
  memset(error, 0, sizeof *error);
}

static void end_call(call *c) {
  if (c->temporary) unlink(c->temporary);
  if (c->lock) unlink(c->lock);
  while (c->blocks) {
    block *next = c->blocks->next;
    free(c->blocks);
    c->blocks = next;
  }
}

/* ---- Texts ---- */

typedef struct {
  call *c;
  char *data;
  size_t length, capacity;
} text;

static void put(text *t, const void *bytes, size_t count) {
  if (t->length + count + 1 > t->capacity) {
    size_t capacity = 2 * (t->length + count) + 64;
    char *grown = take(t->c, capacity);
    if (t->length) memcpy(grown, t->data, t->length);
    t->data = grown;
    t->capacity = capacity;
  }
  if (count) memcpy(t->data + t->length, bytes, count);
  t->length += count;
  t->data[t->length] = 0;
}

static void put_text(text *t, const char *added) { put(t, added, strlen(added)); }

static char *join(call *c, const char *a, const char *b, const char *d) {
  text t = {c, NULL, 0, 0};
  put_text(&t, a);
  put_text(&t, b);
  put_text(&t, d);
  return t.data;
}

static char *decimal(call *c, int64_t number) {
  char *digits = take(c, 24);
  snprintf(digits, 24, "%lld", (long long)number);
  return digits;
}

/* ---- base64url and digests ---- */

static const char BASE64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/* Writes base64url with a NUL: 4 characters for 3 bytes. */
static void encode(const unsigned char *bytes, size_t count, char *out) {
  size_t place = 0, index;
  for (index = 0; index < count; index += 3) {
    size_t left = count - index < 3 ? count - index : 3;
    unsigned long value = (unsigned long)bytes[index] << 16;
    if (left > 1) value |= (unsigned long)bytes[index + 1] << 8;
    if (left > 2) value |= bytes[index + 2];
    out[place++] = BASE64[value >> 18 & 63];
    out[place++] = BASE64[value >> 12 & 63];
    if (left > 1) out[place++] = BASE64[value >> 6 & 63];
    if (left > 2) out[place++] = BASE64[value & 63];
  }
  out[place] = 0;
}

/* Decodes the one spelling of some bytes; returns their number, or -1. `out` has room for 3/4 of the length. */
static long decode(const char *in, size_t length, unsigned char *out) {
  unsigned long bits = 0;
  unsigned held = 0;
  long count = 0;
  size_t index;
  if (length % 4 == 1) return -1;
  for (index = 0; index < length; index += 1) {
    const char *found = in[index] ? strchr(BASE64, in[index]) : NULL;
    if (!found) return -1;
    bits = (bits << 6 | (unsigned long)(found - BASE64)) & 0xfffff;
    held += 6;
    if (held >= 8) {
      held -= 8;
      out[count++] = (unsigned char)(bits >> held & 255);
    }
  }
  return bits & ((1UL << held) - 1) ? -1 : count;
}

static int decode_key(const char *in, size_t length, unsigned char key[HASH + 1]) {
  return length == 43 && decode(in, length, key) == HASH;
}

static void hmac(const unsigned char *key, size_t key_length, const void *data, size_t length,
                 unsigned char out[HASH]) {
  unsigned size = HASH;
  HMAC(EVP_sha256(), key, (int)key_length, data, length, out, &size);
}

/* The key of the device tags: HKDF-SHA-256 without salt. */
static void tag_key_of(const char *license_key, unsigned char tag_key[HASH]) {
  static const unsigned char salt[HASH] = {0};
  unsigned char extracted[HASH];
  hmac(salt, HASH, license_key, strlen(license_key), extracted);
  hmac(extracted, HASH, "quietkey device v1\1", 19, tag_key);
}

static void put_field(text *t, const char *field, size_t length) {
  unsigned char size[4] = {0, 0, (unsigned char)(length >> 8 & 255), (unsigned char)(length & 255)};
  put(t, size, 4);
  put(t, field, length);
}

static void device_tag(call *c, const unsigned char *tag_key, const char *kind, const char *value, char out[TAG_SIZE]) {
  unsigned char digest[HASH];
  text t = {c, NULL, 0, 0};
  put_field(&t, kind, strlen(kind));
  put_field(&t, value, strlen(value));
  hmac(tag_key, HASH, t.data, t.length, digest);
  encode(digest, 16, out);
}

static void kid_of(const unsigned char *key, char kid[44]) {
  unsigned char digest[HASH];
  SHA256(key, HASH, digest);
  encode(digest, HASH, kid);
  kid[22] = 0;
}

/* ---- JSON ---- */

typedef enum { JSON_NULL, JSON_FALSE, JSON_TRUE, JSON_NUMBER, JSON_TEXT, JSON_LIST, JSON_OBJECT } kind;

typedef struct node {
  kind kind;
  const char *name; /* of a member */
  size_t name_length;
  const char *data; /* the bytes of a text, or the digits of a number */
  size_t length;
  struct node *first, *last, *next;
  struct node *unread; /* of a member of the state: what is stored and cannot be read */
} node;

static node *new_node(call *c, kind kind) {
  node *made = take(c, sizeof(node));
  made->kind = kind;
  return made;
}

static node *new_bytes(call *c, const char *data, size_t length) {
  node *made = new_node(c, JSON_TEXT);
  char *copy = take(c, length + 1);
  memcpy(copy, data, length);
  made->data = copy;
  made->length = length;
  return made;
}

static node *new_text(call *c, const char *data) { return new_bytes(c, data, strlen(data)); }

static node *new_number(call *c, int64_t number) {
  node *made = new_node(c, JSON_NUMBER);
  made->data = decimal(c, number);
  made->length = strlen(made->data);
  return made;
}

/* A copy for another place: the members of a list or object are shared. */
static node *shared(call *c, const node *from) {
  node *made = take(c, sizeof(node));
  *made = *from;
  made->name = NULL;
  made->name_length = 0;
  made->next = made->unread = NULL;
  return made;
}

static void append(node *parent, node *child) {
  if (parent->last) parent->last->next = child;
  else parent->first = child;
  parent->last = child;
}

static node *get(const node *object, const char *name) {
  node *member = object && object->kind == JSON_OBJECT ? object->first : NULL;
  size_t length = strlen(name);
  while (member && !(member->name_length == length && memcmp(member->name, name, length) == 0)) member = member->next;
  return member;
}

/* Sets a member in its place, or at the end. */
static void set(node *object, const char *name, node *value) {
  node *old = get(object, name), *before;
  value->name = name;
  value->name_length = strlen(name);
  if (!old) {
    append(object, value);
    return;
  }
  value->name = old->name;
  value->unread = old->unread;
  value->next = old->next;
  if (object->last == old) object->last = value;
  if (object->first == old) object->first = value;
  else {
    for (before = object->first; before->next != old;) before = before->next;
    before->next = value;
  }
}

static void set_text(call *c, node *object, const char *name, const char *value) {
  set(object, name, new_text(c, value));
}

static void set_null(call *c, node *object, const char *name) { set(object, name, new_node(c, JSON_NULL)); }

static void drop(node *object, const char *name) {
  node *old = get(object, name), **place = &object->first, *last = NULL;
  if (!old) return;
  while (*place != old) {
    last = *place;
    place = &last->next;
  }
  *place = old->next;
  if (object->last == old) object->last = last;
}

static int is_text(const node *value) { return value && value->kind == JSON_TEXT; }
static int is_null(const node *value) { return !value || value->kind == JSON_NULL; }
static int equals(const node *value, const char *other) {
  return is_text(value) && value->length == strlen(other) && memcmp(value->data, other, value->length) == 0;
}
static int same_text(const node *a, const node *b) {
  return is_text(a) && is_text(b) && a->length == b->length && memcmp(a->data, b->data, a->length) == 0;
}

/* Reads a whole number in its one spelling, from 0 to `most`. */
static int whole(const node *value, int64_t most, int64_t *out) {
  int64_t number = 0;
  size_t index;
  if (!value || value->kind != JSON_NUMBER || value->length > 16) return 0;
  if (value->length > 1 && value->data[0] == '0') return 0;
  for (index = 0; index < value->length; index += 1) {
    if (value->data[index] < '0' || value->data[index] > '9') return 0;
    number = number * 10 + (value->data[index] - '0');
  }
  *out = number;
  return number <= most;
}

typedef struct {
  call *c;
  const char *at, *end;
  int depth;
} reader;

static int starts(reader *r, const char *word) {
  size_t length = strlen(word);
  if ((size_t)(r->end - r->at) < length || memcmp(r->at, word, length) != 0) return 0;
  r->at += length;
  return 1;
}

static void skip_space(reader *r) {
  while (r->at < r->end && strchr(" \t\n\r", *r->at) && *r->at) r->at += 1;
}

/* The length of the UTF-8 character at a place, or 0. */
static size_t utf8_length(const char *place, const char *end) {
  const unsigned char *b = (const unsigned char *)place;
  size_t left = (size_t)(end - place);
  if (b[0] < 0x80) return 1;
  if (left >= 2 && b[0] >= 0xc2 && b[0] <= 0xdf && b[1] >> 6 == 2) return 2;
  if (left >= 3 && b[0] >> 4 == 14 && b[1] >> 6 == 2 && b[2] >> 6 == 2)
    return (b[0] == 0xe0 && b[1] < 0xa0) || (b[0] == 0xed && b[1] > 0x9f) ? 0 : 3;
  if (left >= 4 && b[0] >= 0xf0 && b[0] <= 0xf4 && b[1] >> 6 == 2 && b[2] >> 6 == 2 && b[3] >> 6 == 2)
    return (b[0] == 0xf0 && b[1] < 0x90) || (b[0] == 0xf4 && b[1] > 0x8f) ? 0 : 4;
  return 0;
}

static int read_unit(reader *r, unsigned *unit) {
  int digit;
  *unit = 0;
  for (digit = 0; digit < 4; digit += 1, r->at += 1) {
    const char *digits = "0123456789abcdef", *found;
    char lower;
    if (r->at >= r->end) return 0;
    lower = *r->at >= 'A' && *r->at <= 'F' ? (char)(*r->at + 32) : *r->at;
    found = lower ? strchr(digits, lower) : NULL;
    if (!found) return 0;
    *unit = *unit << 4 | (unsigned)(found - digits);
  }
  return 1;
}

/* Puts a code point; half a surrogate pair is kept as three bytes, which put_string writes as an escape again. */
static void put_point(text *t, unsigned long point) {
  char bytes[4];
  size_t count = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4, index;
  for (index = count; index > 1; index -= 1, point >>= 6) bytes[index - 1] = (char)(0x80 | (point & 63));
  bytes[0] = (char)(count == 1 ? point : (0xf00UL >> count & 0xff) | point);
  put(t, bytes, count);
}

static int read_string(reader *r, text *t) {
  put(t, "", 0);
  for (;;) {
    size_t length;
    if (r->at >= r->end || (unsigned char)*r->at < 0x20) return 0;
    if (*r->at == '"') {
      r->at += 1;
      return 1;
    }
    if (*r->at == '\\') {
      const char *names = "\"\\/bfnrt", *values = "\"\\/\b\f\n\r\t", *found;
      unsigned unit, low;
      r->at += 1;
      if (r->at >= r->end) return 0;
      found = *r->at ? strchr(names, *r->at) : NULL;
      if (found) {
        put(t, &values[found - names], 1);
        r->at += 1;
        continue;
      }
      if (*r->at++ != 'u' || !read_unit(r, &unit)) return 0;
      if (unit >> 10 == 0x36 && r->end - r->at >= 6 && r->at[0] == '\\' && r->at[1] == 'u') {
        const char *back = r->at;
        r->at += 2;
        if (!read_unit(r, &low)) return 0;
        if (low >> 10 == 0x37) {
          put_point(t, 0x10000 + ((unsigned long)(unit & 0x3ff) << 10) + (low & 0x3ff));
          continue;
        }
        r->at = back;
      }
      put_point(t, unit);
      continue;
    }
    length = utf8_length(r->at, r->end);
    if (!length) return 0;
    put(t, r->at, length);
    r->at += length;
  }
}

static node *read_value(reader *r);

static node *read_members(reader *r, kind kind, char close) {
  node *parent = new_node(r->c, kind);
  if (++r->depth > DEPTH_MAX) return NULL;
  skip_space(r);
  if (r->at < r->end && *r->at == close) {
    r->at += 1;
    r->depth -= 1;
    return parent;
  }
  for (;;) {
    text name = {r->c, NULL, 0, 0};
    node *child;
    if (kind == JSON_OBJECT) {
      skip_space(r);
      if (!starts(r, "\"") || !read_string(r, &name)) return NULL;
      skip_space(r);
      if (!starts(r, ":")) return NULL;
    }
    child = read_value(r);
    if (!child) return NULL;
    if (kind == JSON_OBJECT && strlen(name.data) == name.length) set(parent, name.data, child);
    else {
      child->name = name.data;
      child->name_length = name.length;
      append(parent, child);
    }
    skip_space(r);
    if (starts(r, ",")) continue;
    if (r->at >= r->end || *r->at != close) return NULL;
    r->at += 1;
    r->depth -= 1;
    return parent;
  }
}

static int is_digit(const reader *r) { return r->at < r->end && *r->at >= '0' && *r->at <= '9'; }

static node *read_number(reader *r) {
  node *number = new_node(r->c, JSON_NUMBER);
  number->data = r->at;
  starts(r, "-");
  if (!is_digit(r)) return NULL;
  if (!starts(r, "0"))
    while (is_digit(r)) r->at += 1;
  if (starts(r, ".")) {
    if (!is_digit(r)) return NULL;
    while (is_digit(r)) r->at += 1;
  }
  if (starts(r, "e") || starts(r, "E")) {
    if (!starts(r, "+")) starts(r, "-");
    if (!is_digit(r)) return NULL;
    while (is_digit(r)) r->at += 1;
  }
  number->length = (size_t)(r->at - number->data);
  return number;
}

static node *read_value(reader *r) {
  skip_space(r);
  if (starts(r, "{")) return read_members(r, JSON_OBJECT, '}');
  if (starts(r, "[")) return read_members(r, JSON_LIST, ']');
  if (starts(r, "null")) return new_node(r->c, JSON_NULL);
  if (starts(r, "false")) return new_node(r->c, JSON_FALSE);
  if (starts(r, "true")) return new_node(r->c, JSON_TRUE);
  if (starts(r, "\"")) {
    text t = {r->c, NULL, 0, 0};
    node *value = new_node(r->c, JSON_TEXT);
    if (!read_string(r, &t)) return NULL;
    value->data = t.data;
    value->length = t.length;
    return value;
  }
  return read_number(r);
}

/* Parses a JSON text; NULL if it is none. */
static node *parse(call *c, const char *data, size_t length) {
  reader r = {c, data, data + length, 0};
  node *value = read_value(&r);
  skip_space(&r);
  return value && r.at == r.end ? value : NULL;
}

static void put_string(text *t, const char *data, size_t length) {
  size_t index;
  put_text(t, "\"");
  for (index = 0; index < length; index += 1) {
    unsigned char byte = (unsigned char)data[index];
    const char *values = "\"\\\b\f\n\r\t", *names = "\"\\bfnrt";
    const char *found = byte ? strchr(values, byte) : NULL;
    char escape[8];
    if (found) {
      escape[0] = '\\';
      escape[1] = names[found - values];
      put(t, escape, 2);
    } else if (byte < 0x20) {
      put(t, escape, (size_t)snprintf(escape, sizeof escape, "\\u%04x", byte));
    } else if (byte == 0xed && (unsigned char)data[index + 1] > 0x9f) {
      unsigned half = 0xd000u | ((unsigned)data[index + 1] & 63) << 6 | ((unsigned)data[index + 2] & 63);
      put(t, escape, (size_t)snprintf(escape, sizeof escape, "\\u%04x", half));
      index += 2;
    } else put(t, data + index, 1);
  }
  put_text(t, "\"");
}

/* Writes JSON as JSON.stringify does, with numbers as they were read. */
static void put_json(text *t, const node *value) {
  static const char *const words[] = {"null", "false", "true"};
  const node *child;
  if (value->kind <= JSON_TRUE) put_text(t, words[value->kind]);
  else if (value->kind == JSON_NUMBER) put(t, value->data, value->length);
  else if (value->kind == JSON_TEXT) put_string(t, value->data, value->length);
  else {
    put_text(t, value->kind == JSON_LIST ? "[" : "{");
    for (child = value->first; child; child = child->next) {
      int is_empty = child->kind == JSON_NULL || (child->kind == JSON_LIST && !child->first);
      if (child != value->first) put_text(t, ",");
      if (value->kind == JSON_OBJECT) {
        put_string(t, child->name, child->name_length);
        put_text(t, ":");
      }
      put_json(t, is_empty && child->unread ? child->unread : child);
    }
    put_text(t, value->kind == JSON_LIST ? "]" : "}");
  }
}

static text json_of(call *c, const node *value) {
  text t = {c, NULL, 0, 0};
  put_json(&t, value);
  return t;
}

/* ---- Tokens: VERIFYING.md ---- */

typedef struct {
  node *claims; /* NULL: not verified */
  const node *token;
  int64_t version, issued, expires;
} key_set;

typedef struct {
  node *claims;
  const node *activation, *tags, *entitlements, *ends;
  char kid[64];
  int64_t sequence, iat, nbf, exp, refresh_after, grace, license_end, machine_days;
  int is_floating, is_trial;
} lease;

typedef struct {
  node *claims;
  const char *kind;
  int64_t sequence, effective, notice;
} statement;

/* The key of a name in a key set, for a use; `set` NULL: the root. Returns why there is none, or NULL. */
static const char *find_key(call *c, const key_set *set, const char *use, const node *kid,
                            unsigned char key[HASH + 1]) {
  const node *entry;
  char root[44];
  if (!set) {
    decode_key(c->client->root, 43, key);
    kid_of(key, root);
    return equals(kid, root) ? NULL : "unknown_key";
  }
  for (entry = get(set->claims, "keys")->first; entry; entry = entry->next) {
    const node *x = get(entry, "x");
    if (!same_text(get(entry, "kid"), kid)) continue;
    if (!equals(get(entry, "use"), use) || !decode_key(x->data, x->length, key)) return "wrong_key_use";
    return NULL;
  }
  return "unknown_key";
}

/* Parses an object in its one spelling: no name twice, no spaces, no needless escapes, no number in another form. */
static node *parse_exact(call *c, const char *part, size_t length) {
  unsigned char *bytes = take(c, length + 1);
  long count = decode(part, length, bytes);
  node *value = count > 0 ? parse(c, (const char *)bytes, (size_t)count) : NULL;
  text again;
  if (!value || value->kind != JSON_OBJECT) return NULL;
  again = json_of(c, value);
  return again.length == (size_t)count && memcmp(again.data, bytes, again.length) == 0 ? value : NULL;
}

static int is_signed(const unsigned char *key, const char *data, size_t length, const unsigned char *signature) {
  EVP_PKEY *made = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, key, HASH);
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  int is = made && context && EVP_DigestVerifyInit(context, NULL, NULL, NULL, made) == 1 &&
           EVP_DigestVerify(context, signature, 64, (const unsigned char *)data, length) == 1;
  EVP_MD_CTX_free(context);
  EVP_PKEY_free(made);
  return is;
}

/* The claims of a token of one type, or NULL and why. The signature is checked before the claims are parsed. */
static node *read_token(call *c, const node *token, const char *type, const char *use, const key_set *set,
                        const char **fault, char kid[64]) {
  const char *first, *second;
  unsigned char key[HASH + 1], signature[72];
  size_t head, body;
  node *header, *claims;
  int members = 0;
  *fault = "malformed";
  if (!is_text(token) || token->length > TOKEN_MAX) return NULL;
  first = memchr(token->data, '.', token->length);
  second = first ? memchr(first + 1, '.', token->length - (size_t)(first + 1 - token->data)) : NULL;
  if (!second) return NULL;
  head = (size_t)(first - token->data);
  body = (size_t)(second - first) - 1;
  if (token->length - head - body - 2 != 86 || decode(second + 1, 86, signature) != 64) return NULL;
  header = head <= 534 ? parse_exact(c, token->data, head) : NULL;
  if (!header) return NULL;
  for (claims = header->first; claims; claims = claims->next) members += 1;
  *fault = "header_members";
  if (members != 3 || !is_text(get(header, "kid"))) return NULL;
  if (!equals(get(header, "alg"), "EdDSA") && !equals(get(header, "alg"), "Ed25519")) return NULL;
  *fault = "wrong_type";
  if (!equals(get(header, "typ"), type)) return NULL;
  *fault = find_key(c, set, use, get(header, "kid"), key);
  if (*fault) return NULL;
  *fault = "bad_signature";
  if (!is_signed(key, token->data, head + 1 + body, signature)) return NULL;
  *fault = "claims_malformed";
  copy_text(kid, 64, get(header, "kid")->data, get(header, "kid")->length);
  return parse_exact(c, first + 1, body);
}

/* Whether a value is a text of 1 to 256 UTF-16 units. */
static int is_short(const node *value) {
  size_t units = 0, index;
  if (!is_text(value)) return 0;
  for (index = 0; index < value->length; index += 1) {
    unsigned char byte = (unsigned char)value->data[index];
    units += byte >> 6 != 2;
    units += byte >= 0xf0;
  }
  return units >= 1 && units <= 256;
}

/* Whether a value is a list of at most `most` distinct short texts. */
static int are_texts(const node *value, size_t most) {
  const node *item, *other;
  size_t count = 0;
  if (!value || value->kind != JSON_LIST) return 0;
  for (item = value->first; item; item = item->next) {
    if (++count > most || !is_short(item)) return 0;
    for (other = value->first; other != item; other = other->next)
      if (same_text(item, other)) return 0;
  }
  return 1;
}

static const char *issue_fault(call *c, const node *claims, int has_product) {
  if (!equals(get(claims, "iss"), c->client->issuer)) return "wrong_issuer";
  return has_product && !equals(get(claims, "aud"), c->client->product) ? "wrong_product" : NULL;
}

static const char *read_key_set(call *c, const node *token, key_set *out) {
  const char *fault;
  char kid[64];
  const node *entry, *other;
  size_t count = 0;
  out->claims = NULL;
  node *claims = read_token(c, token, "quietkey-key-set+jwt", NULL, NULL, &fault, kid);
  if (!claims) return fault;
  if ((fault = issue_fault(c, claims, 0))) return fault;
  fault = "claims_malformed";
  if (!whole(get(claims, "version"), 2147483648, &out->version)) return fault;
  if (!whole(get(claims, "issued"), SECONDS_MAX, &out->issued)) return fault;
  if (!whole(get(claims, "expires"), SECONDS_MAX, &out->expires) || out->issued >= out->expires) return fault;
  if (!get(claims, "keys") || get(claims, "keys")->kind != JSON_LIST) return fault;
  for (entry = get(claims, "keys")->first; entry; entry = entry->next) {
    const node *x = get(entry, "x");
    unsigned char key[HASH + 1];
    char made[44];
    if (++count > 16 || !is_short(get(entry, "kid")) || !is_short(get(entry, "use"))) return fault;
    for (other = get(claims, "keys")->first; other != entry; other = other->next)
      if (same_text(get(other, "kid"), get(entry, "kid"))) return fault;
    if (!equals(get(entry, "use"), "lease") && !equals(get(entry, "use"), "statement")) continue;
    if (!is_text(x) || !decode_key(x->data, x->length, key)) return fault;
    kid_of(key, made);
    if (!equals(get(entry, "kid"), made)) return fault;
  }
  out->claims = claims;
  out->token = token;
  return NULL;
}

/* Reads a claim that is a time or null (-1). */
static int time_or_null(const node *value, int64_t *out) {
  *out = -1;
  return value && (value->kind == JSON_NULL || whole(value, SECONDS_MAX, out));
}

/* Whether a claim is absent, or a list with a time or null for each entitlement. */
static int are_ends(const node *value, const node *names) {
  const node *end, *name = names->first;
  int64_t ignored;
  if (!value) return 1;
  if (value->kind != JSON_LIST) return 0;
  for (end = value->first; end && name; end = end->next, name = name->next)
    if (!time_or_null(end, &ignored)) return 0;
  return !end && !name;
}

/* Splits a `jti` into the activation and the sequence. */
static int read_jti(call *c, const node *jti, lease *out) {
  const char *dot = is_text(jti) ? memchr(jti->data, '.', jti->length) : NULL;
  size_t length = dot ? (size_t)(dot - jti->data) : 0, index;
  node digits;
  memset(&digits, 0, sizeof digits);
  digits.kind = JSON_NUMBER;
  digits.data = dot ? dot + 1 : NULL;
  digits.length = dot ? jti->length - length - 1 : 0;
  if (length < 1 || length > 64 || digits.length < 1 || digits.length > 15) return 0;
  for (index = 0; index < length; index += 1)
    if (!jti->data[index] || !strchr(BASE64, jti->data[index])) return 0;
  out->activation = new_bytes(c, jti->data, length);
  return whole(&digits, WHOLE_MAX, &out->sequence);
}

static const char *read_lease(call *c, const node *token, const key_set *set, lease *out) {
  const char *fault;
  const node *item;
  int64_t ignored;
  node *claims = read_token(c, token, "quietkey-lease+jwt", "lease", set, &fault, out->kid);
  out->claims = NULL;
  if (!claims) return fault;
  if ((fault = issue_fault(c, claims, 1))) return fault;
  fault = "claims_malformed";
  if (!is_short(get(claims, "sub")) || !read_jti(c, get(claims, "jti"), out)) return fault;
  if (!whole(get(claims, "iat"), SECONDS_MAX, &out->iat)) return fault;
  if (!whole(get(claims, "nbf"), SECONDS_MAX, &out->nbf)) return fault;
  if (!whole(get(claims, "exp"), SECONDS_MAX, &out->exp)) return fault;
  if (out->nbf > out->exp || out->iat > out->exp || out->exp - out->iat > LEASE_SECONDS_MAX) return fault;
  if (!whole(get(claims, "refresh_after"), SECONDS_MAX, &out->refresh_after)) return fault;
  if (!whole(get(claims, "grace"), LEASE_SECONDS_MAX, &out->grace)) return fault;
  if (!time_or_null(get(claims, "license_end"), &out->license_end)) return fault;
  if (!time_or_null(get(claims, "updates_until"), &ignored)) return fault;
  if (!whole(get(claims, "key_set"), SECONDS_MAX, &ignored)) return fault;
  out->machine_days = 14;
  if (get(claims, "machine_days") && !whole(get(claims, "machine_days"), 366, &out->machine_days)) return fault;
  if (!are_texts(get(claims, "tags"), 4) || !are_texts(get(claims, "entitlements"), ENTITLEMENTS_MAX)) return fault;
  out->entitlements = get(claims, "entitlements");
  out->ends = get(claims, "entitlement_ends");
  if (!are_ends(out->ends, out->entitlements)) return fault;
  out->is_floating = equals(get(claims, "floating"), "checked_out") || equals(get(claims, "floating"), "borrowed");
  out->is_trial = get(claims, "trial") != NULL;
  if (out->is_trial && !equals(get(claims, "trial"), "machine") && !equals(get(claims, "trial"), "install")) return fault;
  out->tags = get(claims, "tags");
  for (item = out->tags->first; item; item = item->next) {
    unsigned char bytes[24];
    if (item->length != 22 || decode(item->data, 22, bytes) != 16) return fault;
  }
  out->claims = claims;
  return NULL;
}

static const char *read_statement(call *c, const node *token, const key_set *set, statement *out) {
  static const char *const kinds[] = {"released", "suspended", "revoked"};
  const char *fault;
  char kid[64];
  int index;
  node *claims = read_token(c, token, "quietkey-statement+jwt", "statement", set, &fault, kid);
  out->claims = NULL;
  out->kind = NULL;
  if (!claims) return fault;
  if ((fault = issue_fault(c, claims, 1))) return fault;
  for (index = 0; index < 3; index += 1)
    if (equals(get(claims, "kind"), kinds[index])) out->kind = kinds[index];
  if (!out->kind || !is_short(get(claims, "license"))) return "claims_malformed";
  if (!is_short(get(claims, "activation"))) return "claims_malformed";
  if (!whole(get(claims, "sequence"), WHOLE_MAX, &out->sequence)) return "claims_malformed";
  if (!whole(get(claims, "effective"), SECONDS_MAX, &out->effective)) return "claims_malformed";
  out->notice = 0;
  if (get(claims, "notice") && !whole(get(claims, "notice"), LEASE_SECONDS_MAX, &out->notice))
    return "claims_malformed";
  if (out->kind == kinds[0] && get(claims, "returned") && get(claims, "returned")->kind == JSON_TRUE)
    out->kind = "returned";
  out->claims = claims;
  return NULL;
}

/* Reads the vendor's farewell, which the root signs. */
static const char *read_farewell(call *c, const node *token, int64_t *effective, const node **names) {
  const char *fault;
  char kid[64];
  node *claims = read_token(c, token, "quietkey-farewell+jwt", NULL, NULL, &fault, kid);
  if (!claims) return fault;
  if ((fault = issue_fault(c, claims, 1))) return fault;
  *names = get(claims, "entitlements");
  if (!whole(get(claims, "effective"), SECONDS_MAX, effective)) return "claims_malformed";
  return are_texts(*names, ENTITLEMENTS_MAX) ? NULL : "claims_malformed";
}

static int ends(const statement *ending, const node *activation, int64_t sequence) {
  return ending->claims && same_text(get(ending->claims, "activation"), activation) && ending->sequence >= sequence;
}

/* ---- The license key and the machine ---- */

static unsigned times(unsigned a, unsigned b) {
  unsigned product = 0, bit;
  for (bit = 16; bit; bit >>= 1) product = product << 1 ^ (product & 16 ? 0x25u : 0) ^ (b & bit ? a : 0);
  return product;
}

/* The 30 symbols of what a person typed. Fails: a typing error. */
static void canonical_key(call *c, const char *typed, char key[31]) {
  static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  unsigned values[30], rest[3] = {0, 0, 0};
  const char *place = typed ? typed + strlen(typed) : NULL, *found = "";
  int count = 0, index;
  while (place > typed && count < 30 && found) {
    char symbol = *--place;
    if (strchr(" \t\r\n-", symbol)) continue;
    if (symbol >= 'a' && symbol <= 'z') symbol = (char)(symbol - 32);
    if (symbol == 'O') symbol = '0';
    if (symbol == 'I' || symbol == 'L') symbol = '1';
    found = strchr(alphabet, symbol);
    if (found) values[29 - count++] = (unsigned)(found - alphabet);
  }
  for (index = 0; count == 30 && index < 27; index += 1) {
    unsigned factor = values[index] ^ rest[0];
    rest[0] = rest[1] ^ times(factor, 14);
    rest[1] = rest[2] ^ times(factor, 29);
    rest[2] = times(factor, 10);
  }
  if (count < 30 || values[27] != (rest[0] ^ 23) || values[28] != (rest[1] ^ 19) || values[29] != (rest[2] ^ 1))
    fail(c, "license_key_malformed", "This license key has a typing error.");
  for (index = 0; index < 30; index += 1) key[index] = alphabet[values[index]];
  key[30] = 0;
}

/* A username in lower case without spaces around it, or NULL. Fails: another form. */
static const char *folded(call *c, const char *username) {
  size_t length, index;
  char *copy;
  if (!username) return NULL;
  username += strspn(username, " \t\r\n");
  for (length = strlen(username); length && strchr(" \t\r\n", username[length - 1]);) length -= 1;
  copy = take(c, length + 1);
  for (index = 0; index < length; index += 1) {
    char symbol = username[index];
    copy[index] = symbol >= 'A' && symbol <= 'Z' ? (char)(symbol + 32) : symbol;
  }
  if (length < 2 || length > 32 || strchr("._-", *copy) ||
      strspn(copy, "abcdefghijklmnopqrstuvwxyz0123456789._-") != length)
    fail(c, "username_malformed", "The license server does not accept this username.");
  return copy;
}

/* Writes an address as 12 lower-case hex digits; 0 if it is of a group, of nothing, or none. */
static int canonical_mac(const char *typed, char mac[13]) {
  size_t count = 0;
  for (; *typed; typed += 1) {
    char digit = *typed >= 'A' && *typed <= 'F' ? (char)(*typed + 32) : *typed;
    if (strchr(":.- \t", digit)) continue;
    if (count == 12 || !strchr("0123456789abcdef", digit)) return 0;
    mac[count++] = digit;
  }
  mac[count] = 0;
  return count == 12 && strchr("02468ace", mac[1]) && strcmp(mac, "000000000000") != 0;
}

static int has_text(const node *list, const char *value) {
  const node *item;
  for (item = list ? list->first : NULL; item; item = item->next)
    if (equals(item, value)) return 1;
  return 0;
}

/* Appends the tags of the adapters of a class, lowest address first: those in `leased`, or those that are not. */
static void add_tags(call *c, node *list, const unsigned char *tag_key, qk_class class, const node *leased,
                     int is_leased) {
  const qk_client *client = c->client;
  size_t index;
  for (index = 0; client->identity == BY_ADAPTERS && index < client->adapter_count; index += 1) {
    char tag[TAG_SIZE];
    if (client->classes[index] != class) continue;
    device_tag(c, tag_key, "mac", client->macs[index], tag);
    if (has_text(leased, tag) == is_leased && !has_text(list, tag)) append(list, new_text(c, tag));
  }
}

/* At most `most` texts of a list, sorted by their bytes. */
static node *sorted(call *c, const node *list, size_t most) {
  node *made = new_node(c, JSON_LIST);
  const node *item;
  for (item = list->first; item && most; item = item->next, most -= 1) {
    node **place = &made->first, *copy = shared(c, item);
    while (*place && strcmp((*place)->data, copy->data) < 0) place = &(*place)->next;
    copy->next = *place;
    *place = copy;
  }
  return made;
}

static node *own_tags(call *c, const unsigned char *tag_key, const node *leased) {
  node *list = new_node(c, JSON_LIST);
  add_tags(c, list, tag_key, QK_OWN, leased, 1);
  add_tags(c, list, tag_key, QK_OWN, leased, 0);
  if (!list->first) add_tags(c, list, tag_key, QK_FOREIGN, leased, 1);
  return sorted(c, list, 4);
}

/* Appends the slow hash of an address or an install id: scrypt (RFC 7914), 32 MiB. */
static void add_trial_tag(call *c, node *list, const char *kind, const char *value) {
  unsigned char digest[16];
  char tag[TAG_SIZE];
  text password = {c, NULL, 0, 0}, salt = {c, NULL, 0, 0};
  put_field(&password, kind, strlen(kind));
  put_field(&password, value, strlen(value));
  put_field(&salt, "quietkey trial v1", 17);
  put_field(&salt, c->client->product, strlen(c->client->product));
  if (EVP_PBE_scrypt(password.data, password.length, (const unsigned char *)salt.data, salt.length, 32768, 8, 1,
                     67108864, digest, sizeof digest) != 1)
    fail(c, "out_of_memory", "");
  encode(digest, sizeof digest, tag);
  append(list, new_text(c, tag));
}

/* The trial tags of at most four own addresses, the lowest first, or of the install id if there is none. */
static node *trial_tags(call *c, const char *install_id) {
  const qk_client *client = c->client;
  node *list = new_node(c, JSON_LIST);
  const char *last = "";
  size_t index, count = 0;
  for (index = 0; client->identity == BY_ADAPTERS && index < client->adapter_count && count < 4; index += 1) {
    if (client->classes[index] != QK_OWN || strcmp(client->macs[index], last) == 0) continue;
    last = client->macs[index];
    add_trial_tag(c, list, "mac", last);
    count += 1;
  }
  if (!list->first) add_trial_tag(c, list, "install", install_id);
  return list;
}

static sight sight_of(call *c, const unsigned char *tag_key, const node *leased) {
  node *seen = new_node(c, JSON_LIST), *own = new_node(c, JSON_LIST);
  if (!leased->first) return SIGHT_NONE;
  add_tags(c, seen, tag_key, QK_OWN, leased, 1);
  add_tags(c, seen, tag_key, QK_FOREIGN, leased, 1);
  add_tags(c, own, tag_key, QK_OWN, leased, 0);
  return seen->first ? SIGHT_SAME : own->first ? SIGHT_OTHER : SIGHT_NONE;
}

/* ---- The state file ---- */

static const char *const COPIES[] = {"state-a.json", "state-b.json"};

typedef struct {
  int64_t counter; /* 0: there is no intact copy */
  const char *path;
  const char *data;
  size_t length;
  int is_torn;
} copy;

static void unwritable(call *c) { fail(c, "state_unwritable", strerror(errno)); }

static char *path_of(call *c, const char *name) { return join(c, c->client->folder, "/", name); }

static void check_of(const char *number, const char *data, size_t length, char hex[65]) {
  unsigned char digest[HASH];
  unsigned size = HASH;
  int index;
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  if (context && EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1) {
    EVP_DigestUpdate(context, number, strlen(number));
    EVP_DigestUpdate(context, "\n", 1);
    EVP_DigestUpdate(context, data, length);
    EVP_DigestFinal_ex(context, digest, &size);
  } else memset(digest, 0, HASH);
  EVP_MD_CTX_free(context);
  for (index = 0; index < HASH; index += 1) snprintf(hex + 2 * index, 3, "%02x", digest[index]);
}

/* Reads a whole file of at most STATE_MAX bytes. 1: read, 0: absent, -1: something else has its name, -2: an error. */
static int read_file(call *c, const char *path, char **data, size_t *length) {
  struct stat stats;
  ssize_t count = 1;
  int file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (file < 0) return errno == ENOENT ? 0 : errno == ELOOP || errno == ENXIO ? -1 : -2;
  if (fstat(file, &stats) < 0 || !S_ISREG(stats.st_mode) || stats.st_size > STATE_MAX) {
    close(file);
    return -1;
  }
  *data = malloc(STATE_MAX + 1);
  for (*length = 0; *data && count > 0 && *length <= STATE_MAX; *length += count > 0 ? (size_t)count : 0)
    count = read(file, *data + *length, STATE_MAX + 1 - *length);
  close(file);
  if (*data && count >= 0) {
    char *kept = *data;
    block *made = malloc(sizeof(block) + *length + 1);
    if (made) {
      made->next = c->blocks;
      c->blocks = made;
      *data = memcpy(made + 1, kept, *length);
      (*data)[*length] = 0;
    }
    free(kept);
    return !made ? -2 : *length > STATE_MAX ? -1 : 1;
  }
  free(*data);
  return -2;
}

/* Reads one copy; -1 if the disk fails. */
static int read_copy(call *c, const char *name, copy *out) {
  char *data, hex[65], *line_end, *number, *check;
  size_t length;
  int found;
  memset(out, 0, sizeof *out);
  out->path = path_of(c, name);
  found = read_file(c, out->path, &data, &length);
  out->is_torn = found == 1 || found == -1;
  if (found != 1) return found == -2 ? -1 : 0;
  line_end = memchr(data, '\n', length);
  if (!line_end || strncmp(data, "quietkey-state ", 15) != 0) return 0;
  *line_end = 0;
  number = data + 15;
  check = strchr(number, ' ');
  if (!check || check - number > 15 || check == number) return 0;
  *check++ = 0;
  out->data = line_end + 1;
  out->length = length - (size_t)(out->data - data);
  check_of(number, out->data, out->length, hex);
  if (strspn(number, "0123456789") != strlen(number) || strcmp(check, hex) != 0) return 0;
  out->counter = strtoll(number, NULL, 10);
  out->is_torn = 0;
  return 0;
}

/* Reads both copies, the newest first; -1 if the disk fails. */
static int read_copies(call *c, copy copies[2]) {
  if (read_copy(c, COPIES[0], &copies[0]) < 0 || read_copy(c, COPIES[1], &copies[1]) < 0) return -1;
  if (copies[1].counter > copies[0].counter) {
    copy other = copies[0];
    copies[0] = copies[1];
    copies[1] = other;
  }
  return 0;
}

static int is_number(const node *value) {
  int64_t number;
  node digits;
  if (!value || value->kind != JSON_NUMBER) return 0;
  digits = *value;
  if (value->data[0] == '-') {
    digits.data += 1;
    digits.length -= 1;
  }
  return whole(&digits, WHOLE_MAX, &number);
}

static int is_key(const node *value) {
  unsigned char key[HASH + 1];
  return is_text(value) && decode_key(value->data, value->length, key);
}

static int is_place(const node *value) {
  return is_text(get(value, "activation")) && is_number(get(value, "epoch")) && is_number(get(value, "sequence"));
}

static int is_tags(const node *value) {
  const node *item = value && value->kind == JSON_LIST ? value->first : NULL;
  while (item && is_text(item)) item = item->next;
  return value && value->kind == JSON_LIST && !item;
}

static int is_copy(const node *value) { return is_text(get(value, "token")) && is_text(get(value, "keySet")); }

static int is_sent(const node *value) {
  return is_text(get(value, "day")) && is_text(get(value, "path")) && is_text(get(value, "body"));
}

static int is_proof(const node *value) {
  return is_place(value) && is_text(get(value, "nonce")) && is_tags(get(value, "tags"));
}

static int is_holding(const node *value) {
  return is_place(value) && is_text(get(value, "license")) && is_key(get(value, "secret")) &&
         is_key(get(value, "tagKey"));
}

static int is_activating(const node *value) {
  const node *held = get(value, "held"), *username = get(value, "username");
  return is_text(get(value, "nonce")) && is_tags(get(value, "tags")) && is_text(get(value, "keyMark")) &&
         (is_null(username) || is_text(username)) &&
         (is_null(held) || (is_place(held) && is_text(get(held, "proof"))));
}

static int is_asking(const node *value) { return is_text(get(value, "id")) && is_number(get(value, "until")); }

/* The members of a state that may be null, in their order, and what each must be. */
static const struct {
  const char *name;
  int (*is)(const node *);
} MEMBERS[] = {
    {"installId", is_text},   {"latestDay", is_number},      {"keySet", is_text},   {"holding", is_holding},
    {"lease", is_copy},       {"statement", is_copy},        {"activating", is_activating},
    {"renewing", is_proof},   {"releasing", is_proof},       {"asking", is_asking},
};

/* Sets a member that counts as empty, and keeps what is stored beside it. */
static void set_unread(node *state, const char *name, node *empty, node *stored) {
  set(state, name, empty);
  empty->unread = stored;
}

/* Reads the state that any version wrote. */
static node *parse_state(call *c, const copy *newest) {
  node *state = newest->data ? parse(c, newest->data, newest->length) : NULL;
  node *sent, *read, *item, *lease;
  size_t index;
  if (!state || state->kind != JSON_OBJECT) state = new_node(c, JSON_OBJECT);
  if (!is_number(get(state, "version"))) set(state, "version", new_number(c, 1));
  for (index = 0; index < sizeof MEMBERS / sizeof *MEMBERS; index += 1) {
    node *stored = get(state, MEMBERS[index].name);
    if (!stored || !MEMBERS[index].is(stored)) set_unread(state, MEMBERS[index].name, new_node(c, JSON_NULL), stored);
  }
  lease = get(state, "lease");
  if (!is_number(get(get(lease, "otherMachine"), "days")) || !is_number(get(get(lease, "otherMachine"), "lastDay")))
    drop(lease, "otherMachine");
  sent = get(state, "sent");
  read = new_node(c, JSON_LIST);
  for (item = sent && sent->kind == JSON_LIST ? sent->first : NULL; item; item = item->next)
    if (is_sent(item)) append(read, shared(c, item));
  set_unread(state, "sent", read, sent);
  return state;
}

static void make_folder(call *c) {
  char *path = join(c, c->client->folder, "", ""), *slash = path;
  for (;;) {
    slash = strchr(slash + 1, '/');
    if (slash) *slash = 0;
    if (mkdir(path, 0700) < 0 && errno != EEXIST && errno != EISDIR && errno != EROFS) unwritable(c);
    if (!slash) return;
    *slash = '/';
  }
}

static int64_t milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void pause_for(int64_t ms) {
  struct timespec left = {(time_t)(ms / 1000), (long)(ms % 1000) * 1000000};
  nanosleep(&left, NULL);
}

/* Holds the lock, or goes on without it after two seconds. A lock of another time is a dead program's. */
static void lock(call *c) {
  char *path = path_of(c, "state.lock");
  int64_t give_up_at = milliseconds() + 2000;
  while (milliseconds() < give_up_at) {
    struct stat stats;
    int file = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    if (file >= 0) {
      close(file);
      c->lock = path;
      return;
    }
    if (errno != EEXIST) unwritable(c);
    if (stat(path, &stats) == 0 && llabs((long long)(time(NULL) - stats.st_mtime)) > 5) unlink(path);
    else pause_for(5);
  }
}

static void unlock(call *c) {
  if (c->lock) unlink(c->lock);
  c->lock = NULL;
}

static void random_bytes(call *c, unsigned char *bytes, size_t count) {
  if (c->client->random ? c->client->random(c->client->context, bytes, count) : RAND_bytes(bytes, (int)count) != 1)
    fail(c, "out_of_memory", "no random bytes");
}

/* Replaces the older copy. */
static void write_state(call *c, const char *data, size_t length) {
  static const char hexes[] = "0123456789abcdef";
  copy copies[2];
  unsigned char bytes[6];
  char name[18], hex[65];
  const char *number;
  size_t done, index;
  text t = {c, NULL, 0, 0};
  int file;
  if (read_copies(c, copies) < 0) unwritable(c);
  number = decimal(c, copies[0].counter + 1);
  check_of(number, data, length, hex);
  put_text(&t, join(c, "quietkey-state ", number, " "));
  put_text(&t, hex);
  put_text(&t, "\n");
  put(&t, data, length);
  if (RAND_bytes(bytes, sizeof bytes) != 1) unwritable(c);
  name[0] = '.';
  for (index = 0; index < 6; index += 1) {
    name[1 + 2 * index] = hexes[bytes[index] >> 4];
    name[2 + 2 * index] = hexes[bytes[index] & 15];
  }
  memcpy(name + 13, ".tmp", 5);
  c->temporary = join(c, copies[1].path, name, "");
  file = open(c->temporary, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
  if (file < 0) unwritable(c);
  for (done = 0; done < t.length;) {
    ssize_t written = write(file, t.data + done, t.length - done);
    if (written <= 0) break;
    done += (size_t)written;
  }
  if (done < t.length || fsync(file) < 0) {
    close(file);
    unwritable(c);
  }
  close(file);
  if (copies[1].is_torn) rename(copies[1].path, join(c, copies[1].path, ".torn", ""));
  if (rename(c->temporary, copies[1].path) < 0) unwritable(c);
  c->temporary = NULL;
  file = open(c->client->folder, O_RDONLY | O_CLOEXEC);
  if (file >= 0) {
    fsync(file);
    close(file);
  }
}

static node *stored_state(call *c) {
  copy copies[2];
  if (read_copies(c, copies) < 0) unwritable(c);
  return parse_state(c, &copies[0]);
}

typedef void change(call *c, node *state, void *with);

/* Changes the state that is stored now, and returns it. */
static node *change_state(call *c, change *apply, void *with) {
  node *state;
  text before, after;
  make_folder(c);
  lock(c);
  state = stored_state(c);
  before = json_of(c, state);
  apply(c, state, with);
  after = json_of(c, state);
  if (before.length != after.length || memcmp(before.data, after.data, after.length) != 0)
    write_state(c, after.data, after.length);
  unlock(c);
  return state;
}

/* ---- Reading what is stored ---- */

static const char *stored_lease(call *c, const node *state, lease *out, key_set *set) {
  const node *held = get(state, "lease"), *holding = get(state, "holding");
  const char *fault;
  out->claims = NULL;
  if (is_null(held) || is_null(holding)) return "none";
  fault = read_key_set(c, get(held, "keySet"), set);
  if (!fault) fault = read_lease(c, get(held, "token"), set, out);
  if (!fault && !same_text(out->activation, get(holding, "activation"))) {
    out->claims = NULL;
    fault = "claims_malformed";
  }
  return fault;
}

static void stored_statement(call *c, const node *state, statement *out) {
  const node *held = get(state, "statement");
  key_set set;
  out->claims = NULL;
  if (!is_null(held) && !read_key_set(c, get(held, "keySet"), &set)) read_statement(c, get(held, "token"), &set, out);
}

static void key_of(const node *holding, const char *name, unsigned char key[HASH + 1]) {
  const node *value = get(holding, name);
  decode_key(value->data, value->length, key);
}

static int64_t number_of(const node *value, int64_t otherwise) {
  int64_t number = otherwise;
  return is_number(value) && value->data[0] != '-' && whole(value, WHOLE_MAX, &number) ? number : otherwise;
}

static int is_key_removed(call *c, const node *state, const lease *held) {
  key_set newest;
  const node *entry;
  if (read_key_set(c, get(state, "keySet"), &newest) || newest.version < c->client->minimum) return 1;
  for (entry = get(newest.claims, "keys")->first; entry; entry = entry->next)
    if (equals(get(entry, "kid"), held->kid) && equals(get(entry, "use"), "lease")) return 0;
  return 1;
}

static sight sight_now(call *c, const node *state, const lease *held) {
  const node *id = get(state, "installId");
  unsigned char tag_key[HASH + 1];
  char tag[TAG_SIZE];
  key_of(get(state, "holding"), "tagKey", tag_key);
  device_tag(c, tag_key, "install", is_text(id) ? id->data : "", tag);
  if (c->client->identity != BY_ADAPTERS || !held->tags->first || has_text(held->tags, tag)) return SIGHT_SAME;
  return sight_of(c, tag_key, held->tags);
}

/* Reads the days that a machine has seen. */
static void gather_days(const node *state, facts *out) {
  const node *other = get(get(state, "lease"), "otherMachine"), *behind = get(state, "daysBehind");
  int is_behind = is_number(get(behind, "days")) && is_number(get(behind, "lastDay"));
  out->latest_day = number_of(get(state, "latestDay"), -1);
  out->other_days = number_of(get(other, "days"), 0);
  out->other_last = number_of(get(other, "lastDay"), -1);
  out->behind_days = is_behind ? number_of(get(behind, "days"), 0) : 0;
  out->behind_last = is_behind ? number_of(get(behind, "lastDay"), -1) : -1;
}

/* Copies the entitlements of a token, whose text is no longer than the room for the names. */
static void gather_entitlements(const node *names, const node *ends, entitlements *out) {
  const node *name, *end = ends ? ends->first : NULL;
  char *to = out->names;
  out->count = 0;
  for (name = names->first; name; name = name->next, end = end ? end->next : NULL) {
    if (strlen(name->data) != name->length) continue; /* a name with a NUL, which nobody can ask for */
    memcpy(to, name->data, name->length + 1);
    to += name->length + 1;
    out->ends[out->count] = -1;
    if (end) time_or_null(end, &out->ends[out->count]);
    out->count += 1;
  }
}

static void gather_farewell(call *c, const node *state, facts *out) {
  const node *names;
  out->farewell = -1;
  c->client->parting.count = 0;
  if (read_farewell(c, get(state, "farewell"), &out->farewell, &names)) out->farewell = -1;
  else gather_entitlements(names, NULL, &c->client->parting);
}

/* Makes the facts of a check from a state. */
static void gather(call *c, const node *state, facts *out) {
  const node *held = get(state, "lease");
  lease read;
  key_set set;
  statement ending;
  text claims;
  const char *fault;
  out->has_holding = !is_null(get(state, "holding"));
  gather_days(state, out);
  gather_farewell(c, state, out);
  c->client->granted.count = 0;
  stored_statement(c, state, &ending);
  fault = stored_lease(c, state, &read, &set);
  if (fault) {
    int is_none = strcmp(fault, "none") == 0;
    out->ended = is_none                               ? ending.claims ? ending.kind : "no_activation"
                 : strcmp(fault, "wrong_product") == 0 ? "wrong_product"
                 : strcmp(fault, "wrong_issuer") == 0  ? "wrong_issuer"
                                                       : "lease_untrusted";
    out->refresh_ended = !is_none || (ending.claims && strcmp(ending.kind, "suspended") == 0);
    return;
  }
  out->ended = NULL;
  out->statement = ends(&ending, read.activation, read.sequence) ? ending.kind : NULL;
  out->effective = ending.effective;
  out->notice = ending.notice;
  out->iat = read.iat;
  out->nbf = read.nbf;
  out->exp = read.exp;
  out->refresh_after = read.refresh_after;
  out->grace = read.grace;
  out->license_end = read.license_end;
  out->machine_days = read.machine_days;
  out->is_floating = read.is_floating;
  out->is_trial = read.is_trial;
  gather_entitlements(read.entitlements, read.ends, &c->client->granted);
  out->given_unseen = !is_null(get(held, "givenUnseen")) && get(held, "givenUnseen")->kind == JSON_TRUE;
  out->key_removed = is_key_removed(c, state, &read);
  out->sight = sight_now(c, state, &read);
  SHA256((const unsigned char *)get(held, "token")->data, get(held, "token")->length, out->token);
  claims = json_of(c, read.claims);
  copy_text(c->client->claims, TOKEN_MAX, claims.data, claims.length);
}

static int64_t now_of(const qk_client *client) {
  return client->now ? client->now(client->context) : (int64_t)time(NULL);
}

void qk_load(qk_client *client) {
  qk_error error;
  jmp_buf failed;
  call c;
  begin_call(&c, client, &failed, &error);
  memset(&client->facts, 0, sizeof client->facts);
  client->facts.ended = "state_unreadable";
  client->facts.farewell = -1;
  if (setjmp(failed) == 0) gather(&c, stored_state(&c), &client->facts);
  end_call(&c);
}

const char *qk_lease(const qk_client *client) { return client->facts.ended ? NULL : client->claims; }

/* ---- The check ---- */

/* After so many days that go on behind the latest day, that day counts as a mistake of the clock. */
#define DAYS_BEHIND_MAX 7

/* The days that a machine has seen after a check. `facts` is used for its days and its sight only. */
static facts with_today(const facts *before, int64_t now) {
  facts f = *before;
  int64_t day = now - now % DAY;
  if (f.latest_day >= 0 && day - f.latest_day <= LEASE_SECONDS_MAX) {
    int is_behind = f.latest_day > now + DAY;
    if (is_behind && f.behind_last != day) {
      f.behind_days = f.behind_last >= 0 && f.behind_last < day ? f.behind_days + 1 : 1;
      f.behind_last = day;
    }
    if (day > f.latest_day || (is_behind && f.behind_days >= DAYS_BEHIND_MAX)) f.latest_day = day;
    if (f.latest_day <= now + DAY) {
      f.behind_days = 0;
      f.behind_last = -1;
    }
  }
  if (f.sight == SIGHT_SAME) {
    f.other_days = 0;
    f.other_last = -1;
  }
  if (f.sight == SIGHT_OTHER && f.latest_day == day && f.other_last < day) {
    f.other_days += 1;
    f.other_last = day;
  }
  return f;
}

static qk_result result(qk_state state, const char *reason, int refresh_due) {
  qk_result made;
  made.state = state;
  made.reason = reason;
  made.refresh_due = refresh_due;
  return made;
}

static int64_t larger(int64_t a, int64_t b) { return a > b ? a : b; }

static qk_result check_lease(const qk_client *client) {
  int64_t now = now_of(client), given, at, latest_refresh;
  facts f = with_today(&client->facts, now);
  int has_ended, may_return, is_due;
  if (f.ended) return result(QK_UNLICENSED, f.ended, f.refresh_ended);
  given = larger(f.nbf, f.iat);
  at = larger(now, given);
  may_return = f.statement && (strcmp(f.statement, "suspended") == 0 || strcmp(f.statement, "returned") == 0);
  if (f.statement && larger(0, at - f.effective) >= f.notice) return result(QK_UNLICENSED, f.statement, may_return);
  has_ended = f.license_end >= 0 && f.license_end <= f.exp && at >= f.license_end;
  if (has_ended && at >= f.license_end + f.grace) return result(QK_UNLICENSED, "license_ended", 1);
  if (at >= f.exp + f.grace) return result(QK_LIMITED, "grace_ended", 1);
  if (f.sight == SIGHT_OTHER && f.machine_days > 0 && f.other_days >= f.machine_days)
    return result(QK_LIMITED, "wrong_machine", 1);
  if (f.statement) return result(QK_STALE, f.statement, may_return);
  if (now + DAY < larger(f.latest_day, given)) return result(QK_STALE, "clock_behind", 1);
  if (has_ended) return result(QK_STALE, "license_in_grace", 1);
  if (at >= f.exp) return result(QK_STALE, "lease_ended", 1);
  if (f.key_removed) return result(QK_STALE, "key_removed", 1);
  if (f.sight == SIGHT_OTHER) return result(QK_STALE, "wrong_machine", 1);
  latest_refresh = f.is_floating ? f.refresh_after : f.iat + (f.exp - f.iat) * 3 / 4;
  is_due = at >= (f.refresh_after < latest_refresh ? f.refresh_after : latest_refresh);
  if (f.sight == SIGHT_SAME) return result(QK_LICENSED, "lease_valid", is_due);
  return result(QK_LICENSED, "machine_unconfirmed", is_due || !f.given_unseen);
}

/* Whether the day of a farewell has come. Without a lease the stored latest day counts, since no check has changed it. */
static int is_parted(const qk_client *client) {
  const facts *f = &client->facts;
  int64_t now = now_of(client), latest = f->latest_day;
  if (f->farewell < 0) return 0;
  if (!f->ended) latest = larger(with_today(f, now).latest_day, f->iat);
  return larger(now, latest) >= f->farewell;
}

qk_result qk_check(const qk_client *client) {
  qk_result found;
  if (is_parted(client)) return result(QK_LICENSED, "farewell", 0);
  found = check_lease(client);
  if (client->facts.is_trial) found.refresh_due = 0;
  return found;
}

/* Whether some entitlements have one at a time. An end after that of the lease decides nothing; `f` NULL: nor any other. */
static int has_entitlement(const entitlements *granted, const char *wanted, int64_t at, const facts *f) {
  const char *name = granted->names;
  size_t index;
  for (index = 0; index < granted->count; index += 1, name += strlen(name) + 1) {
    int64_t end = granted->ends[index];
    if (strcmp(name, wanted) == 0) return !f || end < 0 || end > f->exp || at < end + f->grace;
  }
  return 0;
}

int qk_entitles(const qk_client *client, const char *entitlement) {
  const facts *f = &client->facts;
  qk_result found = qk_check(client);
  if (found.state != QK_LICENSED && found.state != QK_STALE) return 0;
  if (is_parted(client))
    return has_entitlement(&client->granted, entitlement, 0, NULL) || has_entitlement(&client->parting, entitlement, 0, NULL);
  return has_entitlement(&client->granted, entitlement, larger(now_of(client), larger(f->nbf, f->iat)), f);
}

/* Sets or drops a number of days. */
static void set_days(call *c, node *object, const char *name, int64_t days, int64_t last) {
  node *counted = new_node(c, JSON_OBJECT);
  set(counted, "days", new_number(c, days));
  set(counted, "lastDay", new_number(c, last));
  if (last < 0) drop(object, name);
  else set(object, name, counted);
}

/* Notes what was seen, if the lease is still the one that was checked. */
static void store_note(call *c, node *state, void *with) {
  const int64_t *now = with;
  const facts *checked = &c->client->facts;
  node *held = get(state, "lease");
  unsigned char token[HASH];
  facts before, after;
  if (is_null(held)) return;
  SHA256((const unsigned char *)get(held, "token")->data, get(held, "token")->length, token);
  if (memcmp(token, checked->token, HASH) != 0) return;
  before = *checked;
  gather_days(state, &before);
  after = with_today(&before, *now);
  if (after.latest_day != before.latest_day) set(state, "latestDay", new_number(c, after.latest_day));
  if (after.behind_last != before.behind_last || after.behind_last < 0)
    set_days(c, state, "daysBehind", after.behind_days, after.behind_last);
  if (after.other_last != before.other_last) set_days(c, held, "otherMachine", after.other_days, after.other_last);
}

int qk_note(qk_client *client, qk_error *error) {
  const facts *f = &client->facts;
  int64_t now = now_of(client);
  facts after = with_today(f, now);
  jmp_buf failed;
  call c;
  begin_call(&c, client, &failed, error);
  if (f->ended || (after.latest_day == f->latest_day && after.other_last == f->other_last &&
                   after.behind_last == f->behind_last && after.behind_days == f->behind_days))
    return 0;
  if (setjmp(failed) == 0) gather(&c, change_state(&c, store_note, &now), &client->facts);
  end_call(&c);
  return error->code[0] ? -1 : 0;
}

/* ---- What a request shows, and its bytes ---- */

static node *random_value(call *c) {
  unsigned char bytes[16];
  char value[TAG_SIZE];
  random_bytes(c, bytes, sizeof bytes);
  encode(bytes, sizeof bytes, value);
  return new_text(c, value);
}

static void with_install_id(call *c, node *state) {
  if (c->client->identity == BY_NOTHING) set_null(c, state, "installId");
  else if (is_null(get(state, "installId"))) set(state, "installId", random_value(c));
}

/* What a new request shows of the machine, and its nonce. */
static node *shown_now(call *c, const node *state, const unsigned char *tag_key) {
  node *shown = new_node(c, JSON_OBJECT), *tags;
  const char *identity = "adapters";
  lease read;
  key_set set_of_keys;
  char tag[TAG_SIZE];
  stored_lease(c, state, &read, &set_of_keys);
  tags = own_tags(c, tag_key, read.claims ? read.tags : NULL);
  if (c->client->identity == BY_NOTHING) identity = "none";
  else if (!tags->first) {
    identity = "install";
    device_tag(c, tag_key, "install", get(state, "installId")->data, tag);
    append(tags, new_text(c, tag));
  }
  set_text(c, shown, "identity", identity);
  set(shown, "tags", tags);
  set(shown, "nonce", random_value(c));
  return shown;
}

static void copy_members(call *c, node *to, const node *from, const char *const *names) {
  for (; *names; names += 1)
    if (get(from, *names)) set(to, *names, shared(c, get(from, *names)));
}

static const char *const PLACE[] = {"activation", "epoch", "sequence", NULL};
static const char *const MACHINE[] = {"tags", "identity", NULL};
static const char *const SHOWN[] = {"identity", "tags", "nonce", NULL};
static const char *const NUMBERS[] = {"epoch", "sequence", "nonce", NULL};

static int same_number(const node *a, const node *b) {
  return a && b && a->length == b->length && memcmp(a->data, b->data, a->length) == 0;
}

static int same_place(const node *a, const node *b) {
  if (is_null(a) || is_null(b)) return is_null(a) && is_null(b);
  return same_text(get(a, "activation"), get(b, "activation")) && same_number(get(a, "epoch"), get(b, "epoch")) &&
         same_number(get(a, "sequence"), get(b, "sequence"));
}

static int is_same_machine(const node *tags, const node *others) {
  size_t common = 0, count = 0, other_count = 0;
  const node *item;
  for (item = tags->first; item; item = item->next, count += 1) common += (size_t)has_text(others, item->data);
  for (item = others->first; item; item = item->next) other_count += 1;
  return 2 * common > (count < other_count ? count : other_count) || count + other_count == 0;
}

/* The proof of a request by the secret of a holding. */
static node *proof_of(call *c, const char *verb, const node *holding, const node *plan) {
  unsigned char secret[HASH + 1], digest[HASH];
  char proof[44];
  const node *item, *activation = get(plan, "activation"), *nonce = get(plan, "nonce");
  text t = {c, NULL, 0, 0};
  key_of(holding, "secret", secret);
  put_field(&t, verb, strlen(verb));
  put_field(&t, activation->data, activation->length);
  put_field(&t, get(plan, "epoch")->data, get(plan, "epoch")->length);
  put_field(&t, get(plan, "sequence")->data, get(plan, "sequence")->length);
  put_field(&t, nonce->data, nonce->length);
  for (item = get(plan, "tags")->first; item; item = item->next) put_field(&t, item->data, item->length);
  hmac(secret, HASH, t.data, t.length, digest);
  encode(digest, HASH, proof);
  return new_text(c, proof);
}

typedef struct {
  const char *key, *username, *verb, *member;
  const char *path, *body; /* of the planned request */
  const node *holding, *plan;
} request;

static void plan_activation(call *c, node *state, request *r) {
  unsigned char tag_key[HASH], digest[HASH];
  char mark[44];
  node *shown, *plan, *held, *holding = get(state, "holding"), *kept[2];
  int index;
  if (is_null(get(state, "installId")) && c->client->draft_install[0])
    set_text(c, state, "installId", c->client->draft_install);
  with_install_id(c, state);
  tag_key_of(r->key, tag_key);
  hmac(tag_key, HASH, "key", 3, digest);
  encode(digest, HASH, mark);
  shown = shown_now(c, state, tag_key);
  kept[0] = c->client->draft ? parse(c, c->client->draft, strlen(c->client->draft)) : NULL;
  kept[1] = get(state, "activating");
  for (index = 0; index < 2; index += 1) {
    const node *username = get(kept[index], "username");
    if (is_null(kept[index]) || !equals(get(kept[index], "keyMark"), mark)) continue;
    if (r->username ? !equals(username, r->username) : !is_null(username)) continue;
    if (!same_place(get(kept[index], "held"), holding)) continue;
    if (!is_same_machine(get(kept[index], "tags"), get(shown, "tags"))) continue;
    set(state, "activating", shared(c, kept[index]));
    return;
  }
  plan = new_node(c, JSON_OBJECT);
  set(plan, "nonce", shared(c, get(shown, "nonce")));
  copy_members(c, plan, shown, MACHINE);
  set(plan, "username", r->username ? new_text(c, r->username) : new_node(c, JSON_NULL));
  held = new_node(c, is_null(holding) ? JSON_NULL : JSON_OBJECT);
  if (!is_null(holding)) {
    copy_members(c, held, holding, PLACE);
    copy_members(c, shown, holding, PLACE);
    set(held, "proof", proof_of(c, "activate", holding, shown));
  }
  set(plan, "held", held);
  set_text(c, plan, "keyMark", mark);
  set(state, "activating", plan);
}

/* The body of an activation with a license key, or with the text that replaces it. */
static const char *activation_body(call *c, const char *key, const node *plan) {
  node *body = new_node(c, JSON_OBJECT);
  set_text(c, body, "product", c->client->product);
  set_text(c, body, "licenseKey", key);
  if (!is_null(get(plan, "username"))) set(body, "username", shared(c, get(plan, "username")));
  copy_members(c, body, plan, MACHINE);
  set(body, "nonce", shared(c, get(plan, "nonce")));
  if (!is_null(get(plan, "held"))) set(body, "held", shared(c, get(plan, "held")));
  return json_of(c, body).data;
}

#define DAY_NAME 16

static void day_name(int64_t now, char name[DAY_NAME]) {
  time_t seconds = (time_t)now;
  struct tm parts;
  gmtime_r(&seconds, &parts);
  strftime(name, DAY_NAME, "%Y-%m-%d", &parts);
}

/* Whether the day of a copy is before a day that day_name wrote. */
static int is_before(const node *day, const char *first) {
  size_t length = strlen(first);
  int order = memcmp(day->data, first, day->length < length ? day->length : length);
  return order < 0 || (order == 0 && day->length < length);
}

/* Adds a copy of a request for the person at the machine, and drops those of more than 90 days ago or beyond 500. */
static void record(call *c, node *state, const char *path, const char *body) {
  node *sent = get(state, "sent"), *entry = new_node(c, JSON_OBJECT), *item, *next;
  char first[DAY_NAME], day[DAY_NAME];
  int count = 1;
  day_name(now_of(c->client) - 90 * DAY, first);
  day_name(now_of(c->client), day);
  set_text(c, entry, "day", day);
  set_text(c, entry, "path", path);
  set_text(c, entry, "body", body);
  item = sent->first;
  sent->first = sent->last = NULL;
  for (; item; item = next) {
    next = item->next;
    item->next = NULL;
    if (is_before(get(item, "day"), first)) continue;
    append(sent, item);
    count += 1;
  }
  append(sent, entry);
  for (; count > 500; count -= 1) sent->first = sent->first->next;
}

static void store_activation(call *c, node *state, void *with) {
  request *r = with;
  plan_activation(c, state, r);
  r->plan = get(state, "activating");
  r->path = "/v1/activations";
  record(c, state, r->path, activation_body(c, KEY_IN_COPIES, r->plan));
}

static int is_trial_holding(const node *holding) {
  const node *trial = get(holding, "trial");
  return trial && trial->kind == JSON_TRUE;
}

static void store_proof(call *c, node *state, void *with) {
  request *r = with;
  node *holding = get(state, "holding"), *kept = get(state, r->member), *shown, *body;
  unsigned char tag_key[HASH + 1];
  if (is_null(holding) || is_trial_holding(holding)) fail(c, "not_activated", "");
  with_install_id(c, state);
  key_of(holding, "tagKey", tag_key);
  shown = shown_now(c, state, tag_key);
  if (is_null(kept) || !same_place(kept, holding) || !is_same_machine(get(kept, "tags"), get(shown, "tags"))) {
    kept = new_node(c, JSON_OBJECT);
    copy_members(c, kept, holding, PLACE);
    copy_members(c, kept, shown, SHOWN);
    set(state, r->member, kept);
  }
  body = new_node(c, JSON_OBJECT);
  copy_members(c, body, kept, NUMBERS);
  copy_members(c, body, kept, MACHINE);
  set(body, "proof", proof_of(c, r->verb, holding, kept));
  r->holding = holding;
  r->plan = kept;
  r->body = json_of(c, body).data;
  r->path = join(c, "/v1/activations/", get(kept, "activation")->data,
                 strcmp(r->verb, "renew") == 0 ? "/lease" : "/release");
  record(c, state, r->path, r->body);
}

/* ---- The network ---- */

static size_t receive(char *data, size_t size, size_t count, void *with) {
  qk_response *response = with;
  size_t bytes = size * count;
  if (response->length + bytes > response->capacity) {
    response->length = response->capacity + 1;
    return 0;
  }
  memcpy(response->body + response->length, data, bytes);
  response->length += bytes;
  return bytes;
}

static size_t receive_header(char *data, size_t size, size_t count, void *with) {
  static const char name[] = "retry-after:";
  qk_response *response = with;
  size_t bytes = size * count, begin = sizeof name - 1, end = bytes;
  if (bytes > begin && strncasecmp(data, name, begin) == 0) {
    while (begin < end && strchr(" \t", data[begin]) && data[begin]) begin += 1;
    while (end > begin && strchr(" \t\r\n", data[end - 1]) && data[end - 1]) end -= 1;
    copy_text(response->retry_after, sizeof response->retry_after, data + begin, end - begin);
  }
  return bytes;
}

static qk_sending send_by_curl(void *context, const char *url, const char *body, long ms, qk_response *response) {
  CURL *curl = curl_easy_init();
  struct curl_slist *headers = NULL;
  CURLcode code = CURLE_OUT_OF_MEMORY;
  char *type = NULL;
  long of_proxy = 0;
  (void)context;
  headers = curl_slist_append(headers, "content-type: application/json");
  headers = curl_slist_append(headers, "accept: application/json, application/problem+json");
  headers = curl_slist_append(headers, "expect:");
  if (curl && headers) {
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "quietkey");
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, ms);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    if (strncmp(url, "http:", 5) == 0) curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, response);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, receive_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, response);
    code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &response->status);
    curl_easy_getinfo(curl, CURLINFO_HTTP_CONNECTCODE, &of_proxy);
    curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type);
    if (type) copy_text(response->content_type, sizeof response->content_type, type, strlen(type));
  }
  curl_slist_free_all(headers);
  curl_easy_cleanup(curl);
  if (code == CURLE_OK || response->length > response->capacity) return QK_SENT;
  if (of_proxy >= 300) return QK_INTERCEPTED;
  switch (code) {
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_PROXY: return QK_INTERCEPTED;
    default: return QK_NO_NETWORK;
  }
}

/* What a response is: the answer, or the error of the call, whether it may pass, and the seconds to wait before. */
typedef struct {
  int is_answer;
  node *answer; /* NULL: no JSON */
  const char *code;
  char refusal[32], detail[512], remedy[512];
  int is_passing;
  long wait;
} judgement;

/* Copies a text of an unsigned answer, without control characters. */
static void copy_safe(char *to, size_t size, const node *from) {
  size_t length, index;
  *to = 0;
  if (!is_text(from)) return;
  copy_text(to, size, from->data, from->length);
  for (length = from->length < size ? from->length : size - 1; length && length < from->length; length -= 1)
    if ((unsigned char)from->data[length] >> 6 != 2) break;
  to[length] = 0;
  for (index = 0; index < length; index += 1) {
    if ((unsigned char)to[index] < 0x20 || to[index] == 0x7f) to[index] = ' ';
    else if ((unsigned char)to[index] == 0xc2 && (unsigned char)to[index + 1] < 0xa0) to[index] = to[index + 1] = ' ';
  }
}

static judgement judge(call *c, const qk_response *response) {
  static const char *const refusals[] = {
      "license_key_malformed", "license_key_unknown", "license_suspended", "license_revoked",   "license_ended",
      "seats_taken",           "username_required",   "username_malformed", "username_unknown", "activation_unknown",
      "activation_forked",     "proof_invalid",       "release_too_soon",  "release_limit_reached", "demo_full",
      "authorization_pending", "slow_down",           "access_denied",     "expired_token",     "trial_not_offered",
      "trial_over",            "seats_in_use",
  };
  judgement j;
  long status = response->status;
  size_t type_length = strcspn(response->content_type, "; \t"), digits = strlen(response->retry_after), index;
  const char *type = response->content_type;
  int is_json = (type_length == 16 && strncasecmp(type, "application/json", 16) == 0) ||
                (type_length == 24 && strncasecmp(type, "application/problem+json", 24) == 0);
  memset(&j, 0, sizeof j);
  j.code = "proxy_or_captive_portal";
  if ((status >= 300 && status < 400) || status == 407 || status == 511 || response->length > ANSWER_MAX) return j;
  if (!is_json && status < 500 && status != 429) return j;
  j.code = "server_trouble";
  j.is_passing = status == 429 || status == 502 || status == 503 || status == 504;
  if (digits && strspn(response->retry_after, "0123456789") == digits)
    j.wait = digits > 9 ? 999999999 : atol(response->retry_after);
  if (!is_json) return j;
  j.answer = parse(c, response->body, response->length);
  j.is_answer = status >= 200 && status < 300;
  if (j.is_answer) return j;
  copy_safe(j.detail, sizeof j.detail, get(j.answer, "detail"));
  copy_safe(j.remedy, sizeof j.remedy, get(j.answer, "remedy"));
  for (index = 0; status < 500 && status != 429 && index < sizeof refusals / sizeof *refusals; index += 1) {
    if (!equals(get(j.answer, "code"), refusals[index])) continue;
    j.code = "license_refused";
    copy_text(j.refusal, sizeof j.refusal, refusals[index], strlen(refusals[index]));
  }
  return j;
}

/* Sends a request and returns the JSON of the answer. The same bytes are sent again after a failure that may pass. */
static node *post(call *c, const char *path, const char *body) {
  const qk_client *client = c->client;
  int64_t give_up_at = milliseconds() + CALL_MS;
  char *url = join(c, client->server, path, ""), *received = take(c, ANSWER_MAX + 1);
  judgement j, explained;
  int attempt;
  memset(&explained, 0, sizeof explained);
  for (attempt = 1;; attempt += 1) {
    qk_response response;
    int64_t left = give_up_at - milliseconds(), pause;
    qk_sending sent;
    unsigned char dice[2];
    memset(&response, 0, sizeof response);
    response.body = received;
    response.capacity = ANSWER_MAX;
    sent = (client->send ? client->send : send_by_curl)(client->context, url, body,
                                                        (long)(left < ATTEMPT_MS ? left : ATTEMPT_MS), &response);
    if (sent == QK_SENT) j = judge(c, &response);
    else {
      memset(&j, 0, sizeof j);
      j.code = sent == QK_NO_NETWORK ? "no_network" : "proxy_or_captive_portal";
      j.is_passing = sent == QK_NO_NETWORK;
    }
    if (j.is_answer) return j.answer;
    if (sent == QK_SENT || !explained.code) explained = j;
    if (RAND_bytes(dice, 2) != 1) memset(dice, 0, 2);
    pause = (int64_t)j.wait * 1000 + (500 << (attempt - 1)) * (dice[0] << 8 | dice[1]) / 65536;
    if (!j.is_passing || attempt == ATTEMPTS_MAX || milliseconds() + pause >= give_up_at) break;
    pause_for(pause);
  }
  memcpy(c->error->refusal, explained.refusal, sizeof explained.refusal);
  memcpy(c->error->remedy, explained.remedy, sizeof explained.remedy);
  fail(c, explained.code, explained.detail);
  return NULL;
}

/* ---- Reading an answer ---- */

typedef struct {
  const node *answer;
  key_set keys;
  lease lease;
  statement statement;
  const char *fault;
  const unsigned char *tag_key;
  const node *asked; /* the activation that asked for a renewal; NULL: an activation */
} outcome;

/* Verifies the key set of an answer against the stored one. */
static const char *accept_keys(call *c, const node *state, outcome *o) {
  key_set stored;
  const char *fault = read_key_set(c, get(o->answer, "keySet"), &o->keys);
  if (fault) return fault;
  if (o->keys.version < c->client->minimum) return "key_set_too_old";
  if (read_key_set(c, get(state, "keySet"), &stored) || same_text(stored.token, o->keys.token)) return NULL;
  if (o->keys.version < stored.version) return "key_set_too_old";
  return o->keys.version == stored.version ? "key_set_differs" : NULL;
}

/* The claims by which a lease is the stored one again, as a text. */
static text substance(call *c, const lease *of) {
  node *copy = new_node(c, JSON_OBJECT);
  const node *claim;
  for (claim = of->claims->first; claim; claim = claim->next) {
    node *made = strcmp(claim->name, "tags") == 0 ? sorted(c, claim, 4) : shared(c, claim);
    if (strcmp(claim->name, "key_set") != 0 && strcmp(claim->name, "machine_days") != 0) set(copy, claim->name, made);
  }
  set(copy, "machine_days", new_number(c, of->machine_days));
  return json_of(c, copy);
}

static int is_same_lease(call *c, const lease *a, const lease *b) {
  text one = substance(c, a), other = substance(c, b);
  return one.length == other.length && memcmp(one.data, other.data, one.length) == 0;
}

static const char *read_grant(call *c, const node *state, const node *tags, const node *holding, outcome *o) {
  const node *answer = o->answer;
  int64_t epoch, sequence;
  const char *fault;
  lease stored;
  key_set stored_keys;
  text sent, given;
  if (!is_text(get(answer, "activation")) || !is_text(get(answer, "lease")) || !is_key(get(answer, "secret")) ||
      !whole(get(answer, "epoch"), WHOLE_MAX, &epoch) || !whole(get(answer, "sequence"), WHOLE_MAX, &sequence))
    return "answer_malformed";
  if ((fault = accept_keys(c, state, o))) return fault;
  if ((fault = read_lease(c, get(answer, "lease"), &o->keys, &o->lease))) return fault;
  if (!same_text(o->lease.activation, get(answer, "activation"))) return "wrong_activation";
  if (o->lease.sequence != sequence) return "wrong_activation";
  if (!is_null(holding) && same_text(get(holding, "activation"), o->lease.activation) &&
      (sequence < number_of(get(holding, "sequence"), 0) || epoch < number_of(get(holding, "epoch"), 0)))
    return "old_answer";
  stored_lease(c, state, &stored, &stored_keys);
  if (!stored.claims || !is_same_lease(c, &stored, &o->lease)) {
    sent = json_of(c, sorted(c, tags, 4));
    given = json_of(c, sorted(c, o->lease.tags, 4));
    if (strcmp(sent.data, given.data) != 0) return "wrong_machine";
    if (o->lease.iat < o->keys.issued || o->lease.iat >= o->keys.expires) return "outside_key_set";
  }
  if (!o->asked) return NULL;
  if (!same_text(get(o->lease.claims, "sub"), get(holding, "license"))) return "wrong_license";
  return !same_text(o->lease.activation, o->asked) && stored.claims && o->lease.iat < stored.iat ? "old_answer" : NULL;
}

static const char *read_ending(call *c, const node *state, const node *holding, outcome *o) {
  const char *fault;
  if (!is_text(get(o->answer, "statement"))) return "answer_malformed";
  if ((fault = accept_keys(c, state, o))) return fault;
  if ((fault = read_statement(c, get(o->answer, "statement"), &o->keys, &o->statement))) return fault;
  if (!same_text(get(o->statement.claims, "activation"), get(holding, "activation"))) return "wrong_activation";
  if (!same_text(get(o->statement.claims, "license"), get(holding, "license"))) return "wrong_license";
  return o->statement.sequence < number_of(get(holding, "sequence"), 0) ? "old_answer" : NULL;
}

/* ---- Keeping an answer ---- */

static void keep_keys(call *c, node *state, const outcome *o) {
  key_set stored;
  if (!read_key_set(c, get(state, "keySet"), &stored) && stored.version > o->keys.version) return;
  set(state, "keySet", shared(c, o->keys.token));
}

static node *signed_copy(call *c, const node *token, const outcome *o) {
  node *made = new_node(c, JSON_OBJECT);
  set(made, "token", shared(c, token));
  set(made, "keySet", shared(c, o->keys.token));
  return made;
}

static void keep_grant(call *c, node *state, void *with) {
  const outcome *o = with;
  node *holding = get(state, "holding"), *made;
  const node *current = get(holding, "activation"), *names;
  statement stored;
  int64_t ignored;
  char tag_key[44];
  if (o->asked && !same_text(current, o->asked) && !same_text(current, o->lease.activation)) return;
  if (o->lease.is_trial && !is_null(holding) && !is_trial_holding(holding)) return;
  stored_statement(c, state, &stored);
  keep_keys(c, state, o);
  set_null(c, state, "activating");
  if (!read_farewell(c, get(o->answer, "farewell"), &ignored, &names))
    set(state, "farewell", shared(c, get(o->answer, "farewell")));
  if (ends(&stored, o->lease.activation, o->lease.sequence)) return;
  if (same_text(current, o->lease.activation) && number_of(get(holding, "sequence"), 0) > o->lease.sequence) return;
  set(state, "latestDay", new_number(c, o->lease.iat));
  made = new_node(c, JSON_OBJECT);
  set(made, "activation", shared(c, o->lease.activation));
  set(made, "license", shared(c, get(o->lease.claims, "sub")));
  set(made, "epoch", shared(c, get(o->answer, "epoch")));
  set(made, "sequence", shared(c, get(o->answer, "sequence")));
  set(made, "secret", shared(c, get(o->answer, "secret")));
  encode(o->tag_key, HASH, tag_key);
  set_text(c, made, "tagKey", tag_key);
  if (o->lease.is_trial) set(made, "trial", new_node(c, JSON_TRUE));
  set(state, "holding", made);
  made = signed_copy(c, get(o->answer, "lease"), o);
  if (c->client->identity == BY_ADAPTERS && sight_of(c, o->tag_key, o->lease.tags) == SIGHT_NONE)
    set(made, "givenUnseen", new_node(c, JSON_TRUE));
  set(state, "lease", made);
  set_null(c, state, "statement");
  set_null(c, state, "renewing");
  set_null(c, state, "releasing");
  drop(state, "daysBehind");
}

static void keep_ending(call *c, node *state, void *with) {
  const outcome *o = with;
  node *holding = get(state, "holding");
  keep_keys(c, state, o);
  if (is_null(holding)) return;
  if (!ends(&o->statement, get(holding, "activation"), number_of(get(holding, "sequence"), 0))) return;
  set(state, "statement", signed_copy(c, get(o->answer, "statement"), o));
  set_null(c, state, "renewing");
  set_null(c, state, "releasing");
  if (strcmp(o->statement.kind, "released") == 0) {
    set_null(c, state, "holding");
    set_null(c, state, "lease");
    set_null(c, state, "activating");
  } else set(holding, "sequence", new_number(c, o->statement.sequence));
}

static void forget(call *c, node *state, void *with) { set_null(c, state, with); }

static void refuse_answer(call *c, const char *fault, const char *member) {
  if (strcmp(fault, "outside_key_set") == 0) change_state(c, forget, (void *)member);
  copy_text(c->error->fault, sizeof c->error->fault, fault, strlen(fault));
  fail(c, "answer_untrusted", "");
}

/* ---- The calls ---- */

static void activate(call *c, request *r) {
  unsigned char tag_key[HASH];
  outcome o;
  const char *fault;
  memset(&o, 0, sizeof o);
  change_state(c, store_activation, r);
  o.answer = post(c, r->path, activation_body(c, r->key, r->plan));
  {
    const node *state = stored_state(c);
    fault = read_grant(c, state, get(r->plan, "tags"), get(state, "holding"), &o);
  }
  if (fault) refuse_answer(c, fault, "activating");
  tag_key_of(r->key, tag_key);
  o.tag_key = tag_key;
  change_state(c, keep_grant, &o);
}

typedef struct {
  const char *body, *install_id;
  node *tags;
  unsigned char tag_key[HASH];
} trial;

/* Plans the start of a trial, as it was shown if it was. */
static void plan_trial(call *c, const node *state, trial *t) {
  const qk_client *client = c->client;
  const node *known = get(state, "installId");
  const char *identity = "adapters";
  char tag[TAG_SIZE];
  node *body = new_node(c, JSON_OBJECT), *shown;
  if (client->identity == BY_NOTHING) fail(c, "options_malformed", "A trial needs the identity adapters or install.");
  t->install_id = !is_null(known) ? known->data : client->trial_install[0] ? client->trial_install : random_value(c)->data;
  if (client->trial_install[0]) memcpy(t->tag_key, client->trial_key, HASH);
  else random_bytes(c, t->tag_key, HASH);
  t->tags = own_tags(c, t->tag_key, NULL);
  if (!t->tags->first) {
    identity = "install";
    device_tag(c, t->tag_key, "install", t->install_id, tag);
    append(t->tags, new_text(c, tag));
  }
  shown = trial_tags(c, t->install_id);
  set_text(c, body, "product", client->product);
  set(body, "trialTags", shown);
  set(body, "tags", t->tags);
  set_text(c, body, "identity", identity);
  t->body = json_of(c, body).data;
}

static void store_trial(call *c, node *state, void *with) {
  const trial *t = with;
  if (is_null(get(state, "installId"))) set_text(c, state, "installId", t->install_id);
  record(c, state, "/v1/trials", t->body);
}

static void preview_trial(call *c, char *body, size_t capacity) {
  trial t;
  plan_trial(c, stored_state(c), &t);
  if (strlen(t.body) >= capacity) fail(c, "out_of_memory", "");
  memcpy(body, t.body, strlen(t.body) + 1);
  if (t.install_id != c->client->trial_install)
    copy_text(c->client->trial_install, TAG_SIZE, t.install_id, strlen(t.install_id));
  memcpy(c->client->trial_key, t.tag_key, HASH);
}

/* Starts a trial, unless a license is held or a trial runs. */
static void start_trial(call *c) {
  const node *state = stored_state(c), *holding = get(state, "holding");
  qk_state now = qk_check(c->client).state;
  const char *fault;
  outcome o;
  trial t;
  memset(&o, 0, sizeof o);
  if (now == QK_LICENSED || now == QK_STALE || (!is_null(holding) && !is_trial_holding(holding))) return;
  plan_trial(c, state, &t);
  change_state(c, store_trial, &t);
  o.answer = post(c, "/v1/trials", t.body);
  state = stored_state(c);
  if ((fault = read_grant(c, state, t.tags, get(state, "holding"), &o))) refuse_answer(c, fault, "activating");
  o.tag_key = t.tag_key;
  change_state(c, keep_grant, &o);
  c->client->trial_install[0] = 0;
}

/* Renews or releases; returns the kind of the statement, or "lease". */
static const char *prove(call *c, const char *verb) {
  request r;
  outcome o;
  const node *state;
  const char *fault;
  unsigned char tag_key[HASH + 1];
  memset(&r, 0, sizeof r);
  memset(&o, 0, sizeof o);
  r.verb = verb;
  r.member = strcmp(verb, "renew") == 0 ? "renewing" : "releasing";
  if (is_null(get(stored_state(c), "holding"))) fail(c, "not_activated", "");
  change_state(c, store_proof, &r);
  o.answer = post(c, r.path, r.body);
  state = stored_state(c);
  if (strcmp(verb, "release") == 0 || get(o.answer, "statement")) {
    if ((fault = read_ending(c, state, r.holding, &o))) refuse_answer(c, fault, r.member);
    change_state(c, keep_ending, &o);
    return o.statement.kind;
  }
  o.asked = get(r.holding, "activation");
  if ((fault = read_grant(c, state, get(r.plan, "tags"), r.holding, &o))) refuse_answer(c, fault, r.member);
  key_of(r.holding, "tagKey", tag_key);
  o.tag_key = tag_key;
  change_state(c, keep_grant, &o);
  return "lease";
}

/* Renews once more if the answer to a repeated request was an old one. */
static void bring_up_to_date(call *c, int is_repeated) {
  gather(c, stored_state(c), &c->client->facts);
  if (is_repeated && qk_check(c->client).refresh_due) prove(c, "renew");
}

static void forget_draft(qk_client *client) {
  free(client->draft);
  client->draft = NULL;
  client->draft_install[0] = 0;
}

typedef struct {
  enum { ACTIVATE, RENEW, RELEASE, PREVIEW, ASK, PART, TRIAL, PREVIEW_TRIAL } what;
  const char *typed_key, *username;
  char *body;
  size_t capacity;
} order;

static void claim(call *c, node *state, void *with) {
  node *mine = with;
  int64_t until = number_of(get(get(state, "asking"), "until"), 0), now = now_of(c->client);
  if (until <= now || until > now + 600) set(state, "asking", shared(c, mine));
}

static void unclaim(call *c, node *state, void *with) {
  if (same_text(get(get(state, "asking"), "id"), get(with, "id"))) set_null(c, state, "asking");
}

/* Renews unless another program asks now; `capacity` says whether this one asked. */
static void ask_alone(call *c, order *o) {
  node *mine = new_node(c, JSON_OBJECT), *state;
  jmp_buf *outer = c->failed, failed;
  set(mine, "id", random_value(c));
  set(mine, "until", new_number(c, now_of(c->client) + CALL_MS / 1000));
  state = change_state(c, claim, mine);
  if (!same_text(get(get(state, "asking"), "id"), get(mine, "id"))) return;
  o->capacity = 1;
  c->failed = &failed;
  if (setjmp(failed) == 0) {
    int is_repeated = !is_null(get(state, "renewing"));
    gather(c, state, &c->client->facts);
    if (qk_check(c->client).refresh_due) {
      prove(c, "renew");
      bring_up_to_date(c, is_repeated);
    }
  }
  c->failed = outer;
  unlock(c);
  change_state(c, unclaim, mine);
}

static void preview(call *c, request *r, order *o) {
  node *state = stored_state(c), *plan;
  const char *body;
  text draft;
  plan_activation(c, state, r);
  plan = get(state, "activating");
  body = activation_body(c, r->key, plan);
  if (strlen(body) >= o->capacity) fail(c, "out_of_memory", "");
  memcpy(o->body, body, strlen(body) + 1);
  draft = json_of(c, plan);
  forget_draft(c->client);
  c->client->draft = malloc(draft.length + 1);
  if (!c->client->draft) fail(c, "out_of_memory", "");
  memcpy(c->client->draft, draft.data, draft.length + 1);
  if (is_text(get(state, "installId")))
    copy_text(c->client->draft_install, TAG_SIZE, get(state, "installId")->data, get(state, "installId")->length);
}

/* Repeats a stored renewal before a release, which goes on if it is refused. Returns whether the seat is released. */
static int repeat_renewal(call *c) {
  jmp_buf *outer = c->failed, failed;
  volatile int is_released = 0;
  c->failed = &failed;
  if (setjmp(failed) == 0) is_released = strcmp(prove(c, "renew"), "released") == 0;
  c->failed = outer;
  unlock(c);
  if (c->error->code[0] && !c->error->refusal[0]) longjmp(*outer, 1);
  memset(c->error, 0, sizeof *c->error);
  return is_released;
}

static void store_farewell(call *c, node *state, void *with) { set_text(c, state, "farewell", with); }

/* Keeps a farewell that is in force; `typed_key` is its text. */
static void part(call *c, order *o) {
  const char *first = o->typed_key + strspn(o->typed_key, " \t\r\n"), *fault;
  size_t length = strlen(first);
  int64_t effective;
  const node *names;
  node *token;
  while (length && strchr(" \t\r\n", first[length - 1])) length -= 1;
  token = new_bytes(c, first, length);
  fault = read_farewell(c, token, &effective, &names);
  if (fault && strcmp(fault, "wrong_product") != 0 && strcmp(fault, "wrong_issuer") != 0) fault = "damaged";
  if (!fault && now_of(c->client) < effective) fault = "early";
  if (fault) {
    copy_text(c->error->fault, sizeof c->error->fault, fault, strlen(fault));
    fail(c, "farewell_refused", "");
  }
  change_state(c, store_farewell, (void *)token->data);
}

static void execute(call *c, order *o) {
  const node *state;
  request r;
  int is_repeated;
  memset(&r, 0, sizeof r);
  if (o->what == ACTIVATE || o->what == PREVIEW) {
    char *key = take(c, 31);
    canonical_key(c, o->typed_key, key);
    r.key = key;
    r.username = folded(c, o->username);
  }
  if (o->what == PREVIEW) {
    preview(c, &r, o);
    return;
  }
  if (o->what == PART) {
    part(c, o);
    return;
  }
  if (o->what == TRIAL) {
    start_trial(c);
    return;
  }
  if (o->what == PREVIEW_TRIAL) {
    preview_trial(c, o->body, o->capacity);
    return;
  }
  if (o->what == ASK) {
    ask_alone(c, o);
    return;
  }
  state = stored_state(c);
  is_repeated = !is_null(get(state, o->what == ACTIVATE ? "activating" : "renewing"));
  if (o->what == ACTIVATE) {
    activate(c, &r);
    forget_draft(c->client);
    bring_up_to_date(c, is_repeated);
  } else if (o->what == RENEW) {
    prove(c, "renew");
    bring_up_to_date(c, is_repeated);
  } else {
    int is_pending = is_repeated && !is_null(get(state, "holding")) && is_null(get(state, "releasing"));
    if (!is_pending || !repeat_renewal(c)) prove(c, "release");
  }
}

static int run(qk_client *client, order *o, qk_error *error) {
  jmp_buf failed;
  call c;
  begin_call(&c, client, &failed, error);
  if (setjmp(failed) == 0) execute(&c, o);
  end_call(&c);
  if (o->what != PREVIEW && o->what != PREVIEW_TRIAL) qk_load(client);
  return error->code[0] ? -1 : 0;
}

static order order_of(int what, const char *typed_key, const char *username) {
  order o;
  memset(&o, 0, sizeof o);
  o.what = what;
  o.typed_key = typed_key;
  o.username = username;
  return o;
}

int qk_activate(qk_client *client, const char *typed_key, const char *username, qk_error *error) {
  order o = order_of(ACTIVATE, typed_key, username);
  return run(client, &o, error);
}

int qk_renew(qk_client *client, qk_error *error) {
  order o = order_of(RENEW, NULL, NULL);
  return run(client, &o, error);
}

int qk_release(qk_client *client, qk_error *error) {
  order o = order_of(RELEASE, NULL, NULL);
  return run(client, &o, error);
}

int qk_accept_farewell(qk_client *client, const char *text, qk_error *error) {
  order o = order_of(PART, text, NULL);
  return run(client, &o, error);
}

int qk_preview(qk_client *client, const char *typed_key, const char *username, char *body, size_t capacity,
               qk_error *error) {
  order o = order_of(PREVIEW, typed_key, username);
  o.body = body;
  o.capacity = capacity;
  return run(client, &o, error);
}

int qk_start_trial(qk_client *client, qk_error *error) {
  order o = order_of(TRIAL, NULL, NULL);
  qk_load(client);
  qk_note(client, error);
  return run(client, &o, error);
}

int qk_preview_trial(qk_client *client, char *body, size_t capacity, qk_error *error) {
  order o = order_of(PREVIEW_TRIAL, NULL, NULL);
  o.body = body;
  o.capacity = capacity;
  return run(client, &o, error);
}

void qk_keep_fresh(qk_client *client) {
  int64_t give_up_at = milliseconds() + CALL_MS;
  qk_error error;
  qk_load(client);
  while (qk_check(client).refresh_due && client->facts.has_holding && milliseconds() < give_up_at) {
    order o = order_of(ASK, NULL, NULL);
    if (run(client, &o, &error) < 0 || o.capacity) break;
    pause_for(50);
  }
}

/* ---- Opening ---- */

static char *duplicate(const char *from) {
  size_t size = strlen(from) + 1;
  char *made = malloc(size);
  return made ? memcpy(made, from, size) : NULL;
}

/* Whether a server is an https URL, or an http URL of this machine, without user, query and fragment. */
static int is_server(const char *url) {
  static const char *const local[] = {"http://localhost", "http://127.0.0.1", "http://[::1]"};
  size_t index;
  if (strpbrk(url, "@?# ")) return 0;
  if (strncmp(url, "https://", 8) == 0) return url[8] != 0;
  for (index = 0; index < 3; index += 1) {
    size_t length = strlen(local[index]);
    if (strncmp(url, local[index], length) == 0 && strchr(":/", url[length])) return 1;
  }
  return 0;
}

static int copy_adapters(qk_client *client, const qk_options *options) {
  size_t index, place;
  client->macs = calloc(options->adapter_count + 1, sizeof *client->macs);
  client->classes = calloc(options->adapter_count + 1, sizeof *client->classes);
  if (!client->macs || !client->classes) return 0;
  for (index = 0; index < options->adapter_count; index += 1) {
    char mac[13];
    if (!canonical_mac(options->adapters[index].mac, mac)) continue;
    for (place = client->adapter_count; place > 0 && strcmp(client->macs[place - 1], mac) > 0; place -= 1) {
      memcpy(client->macs[place], client->macs[place - 1], 13);
      client->classes[place] = client->classes[place - 1];
    }
    memcpy(client->macs[place], mac, 13);
    client->classes[place] = options->adapters[index].kind;
    client->adapter_count += 1;
  }
  return 1;
}

static int open_client(qk_client *client, const qk_options *options) {
  const char *root = options->root_key ? options->root_key : "", *identity = options->identity;
  unsigned char key[HASH + 1];
  char issuer[64] = "quietkey:";
  size_t length;
  if (!options->server || !options->product || !options->folder || options->folder[0] != '/') return 0;
  if (!is_server(options->server) || strncmp(root, "qkroot_", 7) != 0) return 0;
  if (!decode_key(root + 7, strlen(root + 7), key)) return 0;
  memcpy(client->root, root + 7, 44);
  kid_of(key, issuer + 9);
  client->server = duplicate(options->server);
  client->product = duplicate(options->product);
  client->folder = duplicate(options->folder);
  client->issuer = duplicate(options->issuer ? options->issuer : issuer);
  if (!client->server || !client->product || !client->folder || !client->issuer) return 0;
  if (!copy_adapters(client, options)) return 0;
  for (length = strlen(client->server); client->server[length - 1] == '/';) client->server[--length] = 0;
  if (!identity) identity = options->adapter_count ? "adapters" : "install";
  if (strcmp(identity, "adapters") == 0) client->identity = BY_ADAPTERS;
  else if (strcmp(identity, "install") == 0) client->identity = BY_INSTALL;
  else if (strcmp(identity, "none") == 0) client->identity = BY_NOTHING;
  else return 0;
  client->minimum = options->minimum_key_set_version;
  client->now = options->now;
  client->random = options->random;
  client->send = options->send;
  client->context = options->context;
  return 1;
}

qk_client *qk_open(const qk_options *options) {
  qk_client *client = calloc(1, sizeof *client);
  if (client && !open_client(client, options)) {
    qk_close(client);
    return NULL;
  }
  if (client) qk_load(client);
  return client;
}

void qk_close(qk_client *client) {
  if (!client) return;
  free(client->server);
  free(client->product);
  free(client->folder);
  free(client->issuer);
  free(client->draft);
  free(client->macs);
  free(client->classes);
  free(client);
}
