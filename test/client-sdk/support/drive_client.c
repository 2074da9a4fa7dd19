/*
 * Drives the client in C for a test: reads one JSON request a line, and answers each with one line. It includes the
 * client, to use its JSON and to test the parts. With SEED ROUNDS ROOT_KEY it reads damaged texts (fuzz_client.c).
 */

#define _DEFAULT_SOURCE /* syscall */
#define _POSIX_C_SOURCE 200809L

#include <openssl/evp.h>

static int any_signature; /* whether every signature counts as right */

static int verify_or_not(EVP_MD_CTX *context, const unsigned char *signature, size_t size, const unsigned char *data,
                         size_t length) {
  return any_signature || (EVP_DigestVerify)(context, signature, size, data, length);
}

#define EVP_DigestVerify verify_or_not
#include "../../../client-sdk/c/quietkey.c"
#include "fuzz_client.c"

#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

/* What stands for clock, random bytes and network in one request. */
typedef struct {
  call *c;
  int64_t now;
  const node *values, *answers;
  node *exchanges;
  const char *server;
} world;

static int64_t fixed_now(void *context) { return ((world *)context)->now; }

static int fixed_random(void *context, unsigned char *bytes, size_t count) {
  world *w = context;
  unsigned char value[36];
  if (!w->values || (count != 16 && count != 32)) return RAND_bytes(bytes, (int)count) != 1;
  if (decode(w->values->data, w->values->length, value) != (long)count) return 1;
  memcpy(bytes, value, count);
  w->values = w->values->next;
  return 0;
}

/* Fills a response from an answer of the vectors. */
static void fill(call *c, const node *answer, qk_response *response) {
  const node *headers = get(answer, "headers"), *body = get(answer, "body"), *piece;
  text t = {c, NULL, 0, 0};
  const node *type = get(headers, "content-type"), *wait = get(headers, "retry-after");
  int64_t status = number_of(get(answer, "status"), 0), times_of;
  response->status = (long)status;
  if (type) copy_text(response->content_type, sizeof response->content_type, type->data, type->length);
  if (wait) copy_text(response->retry_after, sizeof response->retry_after, wait->data, wait->length);
  put(&t, "", 0);
  if (is_text(body)) put(&t, body->data, body->length);
  else
    for (piece = get(body, "pieces")->first; piece; piece = piece->next)
      for (times_of = number_of(piece->last, 0); times_of > 0; times_of -= 1)
        put(&t, piece->first->data, piece->first->length);
  response->length = t.length;
  memcpy(response->body, t.data, t.length < response->capacity ? t.length : response->capacity);
}

static void add_exchange(world *w, const char *path, const char *body) {
  node *exchange = new_node(w->c, JSON_OBJECT);
  set_text(w->c, exchange, "path", path);
  set_text(w->c, exchange, "body", body);
  append(w->exchanges, exchange);
}

static qk_sending fixed_send(void *context, const char *url, const char *body, long ms, qk_response *response) {
  world *w = context;
  (void)ms;
  add_exchange(w, url + strlen(w->server), body);
  fill(w->c, w->answers, response);
  w->answers = w->answers->next;
  return QK_SENT;
}

static const char *word(const node *request, const char *name) {
  const node *value = get(request, name);
  return is_text(value) ? value->data : NULL;
}

/* Calls the client; the result of a check or the error, and the body of a preview. */
static node *call_client(call *c, qk_client *client, const node *request, char *shown, size_t capacity) {
  static const char *const states[] = {"licensed", "stale", "limited", "unlicensed"};
  const char *name = word(request, "call"), *key = word(request, "licenseKey"), *username = word(request, "username");
  node *made = new_node(c, JSON_OBJECT);
  qk_error error;
  qk_result found;
  int done = 0;
  if (strcmp(name, "activate") == 0) done = qk_activate(client, key, username, &error);
  if (strcmp(name, "renew") == 0) done = qk_renew(client, &error);
  if (strcmp(name, "release") == 0) done = qk_release(client, &error);
  if (strcmp(name, "preview") == 0) done = qk_preview(client, key, username, shown, capacity, &error);
  if (strcmp(name, "startTrial") == 0) done = qk_start_trial(client, &error);
  if (strcmp(name, "previewTrial") == 0) done = qk_preview_trial(client, shown, capacity, &error);
  if (strcmp(name, "keepFresh") == 0) qk_keep_fresh(client);
  if (strcmp(name, "acceptFarewell") == 0) done = qk_accept_farewell(client, word(request, "text"), &error);
  if (done < 0) {
    set_text(c, made, "error", error.code);
    if (error.refusal[0]) set_text(c, made, "refusal", error.refusal);
    return made;
  }
  found = qk_check(client);
  qk_note(client, &error);
  set_text(c, made, "state", states[found.state]);
  set_text(c, made, "reason", found.reason);
  set(made, "refreshDue", new_node(c, found.refresh_due ? JSON_TRUE : JSON_FALSE));
  if (get(request, "asks")) {
    node *granted = new_node(c, JSON_LIST), *asked;
    for (asked = get(request, "asks")->first; asked; asked = asked->next)
      if (qk_entitles(client, asked->data)) append(granted, shared(c, asked));
    set(made, "entitlements", granted);
  }
  return made;
}

static qk_client *open_for(call *c, const node *request, const char *folder, world *w) {
  static const char *const classes[] = {"own", "foreign", "unknown"};
  const node *adapter, *list = get(request, "adapters");
  qk_options options;
  qk_adapter *adapters = take(c, 16 * sizeof *adapters);
  size_t count = 0, class;
  memset(&options, 0, sizeof options);
  for (adapter = list ? list->first : NULL; adapter && count < 16; adapter = adapter->next, count += 1) {
    adapters[count].mac = word(adapter, "mac");
    for (class = 0; class < 3; class += 1)
      if (equals(get(adapter, "class"), classes[class])) adapters[count].kind = (qk_class)class;
  }
  options.server = w->server = word(request, "server");
  options.product = word(request, "product");
  options.root_key = word(request, "rootKey");
  options.issuer = word(request, "issuer");
  options.minimum_key_set_version = number_of(get(request, "minimumKeySetVersion"), 0);
  options.folder = folder;
  options.identity = word(request, "identity");
  options.adapters = adapters;
  options.adapter_count = count;
  options.now = fixed_now;
  options.random = fixed_random;
  options.send = w->exchanges ? fixed_send : NULL;
  options.context = w;
  w->c = c;
  w->now = number_of(get(request, "now"), 0);
  return qk_open(&options);
}

static node *run_call(call *c, const node *request) {
  char shown[8192];
  world w;
  node *made;
  qk_client *client;
  memset(&w, 0, sizeof w);
  client = open_for(c, request, word(request, "folder"), &w);
  made = call_client(c, client, request, shown, sizeof shown);
  qk_close(client);
  return made;
}

static node *run_step(call *c, const node *request) {
  char folder[] = "/tmp/quietkey-c-XXXXXX", shown[8192], again[8192];
  const node *before = get(request, "before");
  node *made = new_node(c, JSON_OBJECT), *found;
  world w;
  copy copies[2];
  qk_client *client;
  qk_error error;
  memset(&w, 0, sizeof w);
  if (!mkdtemp(folder)) return NULL;
  w.exchanges = new_node(c, JSON_LIST);
  w.values = get(request, "random")->first;
  w.answers = get(request, "answers")->first;
  client = open_for(c, request, folder, &w);
  c->client = client;
  if (is_text(before)) write_state(c, before->data, before->length);
  qk_load(client);
  found = call_client(c, client, request, shown, sizeof shown);
  if (equals(get(request, "call"), "preview")) {
    add_exchange(&w, "/v1/activations", shown);
    qk_preview(client, word(request, "licenseKey"), NULL, again, sizeof again, &error);
    found = new_node(c, strcmp(shown, again) == 0 ? JSON_NULL : JSON_FALSE);
  }
  if (equals(get(request, "call"), "previewTrial") && !get(found, "error")) {
    add_exchange(&w, "/v1/trials", shown);
    qk_preview_trial(client, again, sizeof again, &error);
    found = new_node(c, strcmp(shown, again) == 0 ? JSON_NULL : JSON_FALSE);
  }
  set(made, "exchanges", w.exchanges);
  set(made, "result", found);
  read_copies(c, copies);
  set(made, "after", copies[0].data ? new_bytes(c, copies[0].data, copies[0].length) : new_node(c, JSON_NULL));
  unlink(copies[0].path);
  unlink(copies[1].path);
  rmdir(folder);
  qk_close(client);
  c->client = NULL;
  return made;
}

static node *run_file(call *c, const node *request) {
  const node *damage = get(request, "damage"), *file, *given = get(request, "text");
  node *made = new_node(c, JSON_OBJECT);
  copy copies[2];
  qk_client client;
  memset(&client, 0, sizeof client);
  client.folder = (char *)word(request, "folder");
  c->client = &client;
  for (file = damage ? damage->first : NULL; file; file = file->next) {
    FILE *out = fopen(path_of(c, file->name), "wb");
    fwrite(file->data, 1, file->length, out);
    fclose(out);
  }
  read_copies(c, copies);
  set(made, "before", copies[0].data ? new_bytes(c, copies[0].data, copies[0].length) : new_node(c, JSON_NULL));
  write_state(c, given->data, given->length);
  c->client = NULL;
  return made;
}

static node *run_answer(call *c, const node *request) {
  node *made = new_node(c, JSON_OBJECT);
  qk_response response;
  judgement j;
  memset(&response, 0, sizeof response);
  response.capacity = ANSWER_MAX;
  response.body = take(c, ANSWER_MAX + 1);
  fill(c, request, &response);
  j = judge(c, &response);
  if (j.is_answer) {
    set(made, "answer", j.answer ? shared(c, j.answer) : new_node(c, JSON_NULL));
    return made;
  }
  set_text(c, made, "error", j.code);
  set(made, "refusal", j.refusal[0] ? new_text(c, j.refusal) : new_node(c, JSON_NULL));
  set(made, "retry", new_node(c, j.is_passing ? JSON_TRUE : JSON_FALSE));
  set(made, "wait", new_number(c, j.wait));
  return made;
}

static node *run_digests(call *c, const node *request) {
  node *made = new_node(c, JSON_OBJECT), *keys = new_node(c, JSON_LIST), *proofs = new_node(c, JSON_LIST);
  const node *row, *field;
  static const char *const names[] = {"activation", "epoch", "sequence", "nonce"};
  for (row = get(request, "keys")->first; row; row = row->next) {
    char key[31], encoded[44];
    unsigned char tag_key[HASH];
    node *pair = new_node(c, JSON_LIST);
    canonical_key(c, word(row, "typed"), key);
    tag_key_of(key, tag_key);
    encode(tag_key, HASH, encoded);
    append(pair, new_text(c, key));
    append(pair, new_text(c, encoded));
    append(keys, pair);
  }
  for (row = get(request, "proofs")->first; row; row = row->next) {
    node *plan = new_node(c, JSON_OBJECT), *tags = new_node(c, JSON_LIST);
    size_t index = 0;
    for (field = get(row, "fields")->first->next; field; field = field->next, index += 1) {
      if (index < 4) set(plan, names[index], shared(c, field));
      else append(tags, shared(c, field));
    }
    set(plan, "tags", tags);
    append(proofs, proof_of(c, get(row, "fields")->first->data, row, plan));
  }
  set(made, "keys", keys);
  set(made, "proofs", proofs);
  return made;
}

static void count_once(call *c, node *state, void *with) {
  (void)with;
  set(state, "count", new_number(c, number_of(get(state, "count"), 0) + 1));
}

/* Adds to a number in the state, many times, beside other programs. */
static node *run_count(call *c, const node *request) {
  int64_t left = number_of(get(request, "times"), 0);
  qk_client client;
  memset(&client, 0, sizeof client);
  client.folder = (char *)word(request, "folder");
  c->client = &client;
  for (; left > 0; left -= 1) change_state(c, count_once, NULL);
  c->client = NULL;
  return new_node(c, JSON_OBJECT);
}

static node *run_send(call *c, const node *request) {
  node *made = new_node(c, JSON_OBJECT);
  qk_response response;
  qk_sending sent;
  memset(&response, 0, sizeof response);
  response.capacity = ANSWER_MAX;
  response.body = take(c, ANSWER_MAX + 1);
  sent = send_by_curl(NULL, word(request, "url"), "{}", 100, &response);
  set_text(c, made, "error", sent == QK_SENT ? "" : sent == QK_NO_NETWORK ? "no_network" : "proxy_or_captive_portal");
  return made;
}

/* Reads one token of tokens.json in its context: its fault, or "ok". */
static node *run_token(call *c, const node *request) {
  const node *token = get(request, "token"), *held = get(request, "keySet");
  const char *type = word(request, "type"), *fault;
  node *made = new_node(c, JSON_OBJECT), *state = new_node(c, JSON_OBJECT), *answer = new_node(c, JSON_OBJECT);
  world w;
  key_set keys;
  lease read;
  statement ending;
  outcome o;
  memset(&w, 0, sizeof w);
  memset(&o, 0, sizeof o);
  c->client = open_for(c, request, "/nowhere", &w);
  if (strcmp(type, "keySet") == 0) {
    set(answer, "keySet", shared(c, token));
    set(state, "keySet", shared(c, held));
    o.answer = answer;
    fault = accept_keys(c, state, &o);
  } else {
    fault = read_key_set(c, held, &keys);
    if (!fault && strcmp(type, "lease") == 0) fault = read_lease(c, token, &keys, &read);
    else if (!fault) fault = read_statement(c, token, &keys, &ending);
  }
  set_text(c, made, "verdict", fault ? fault : "ok");
  qk_close(c->client);
  c->client = NULL;
  return made;
}

/* Reads a damaged state as an app does at its start, checks and renews; nothing may go wrong but the result. */
static node *run_damaged(call *c, const node *request) {
  char folder[] = "/tmp/quietkey-c-XXXXXX";
  const node *given = get(request, "text");
  world w;
  copy copies[2];
  qk_client *client;
  qk_error error;
  memset(&w, 0, sizeof w);
  if (!mkdtemp(folder)) return NULL;
  w.exchanges = new_node(c, JSON_LIST);
  w.answers = get(request, "answers")->first;
  client = open_for(c, request, folder, &w);
  c->client = client;
  write_state(c, given->data, given->length);
  qk_load(client);
  qk_check(client);
  qk_note(client, &error);
  qk_renew(client, &error);
  read_copies(c, copies);
  unlink(copies[0].path);
  unlink(copies[1].path);
  rmdir(folder);
  qk_close(client);
  c->client = NULL;
  return new_node(c, JSON_OBJECT);
}

/* Of the sanitizer's runtime; its header is in another package. */
int __sanitizer_install_malloc_and_free_hooks(void (*taken)(const volatile void *, size_t),
                                              void (*freed)(const volatile void *));

static size_t allocations;

static void count_allocation(const volatile void *pointer, size_t size) {
  (void)pointer;
  (void)size;
  allocations += 1;
}

static void ignore_free(const volatile void *pointer) { (void)pointer; }

/* Checks a stored state at many times. Returns the allocations, and how a process ends that may make no system call. */
static node *run_pure(call *c, const node *request) {
  char folder[] = "/tmp/quietkey-c-XXXXXX";
  const node *given = get(request, "text");
  node *made = new_node(c, JSON_OBJECT);
  size_t before;
  int status, index;
  copy copies[2];
  world w;
  qk_client *client;
  pid_t child;
  memset(&w, 0, sizeof w);
  if (!mkdtemp(folder)) return NULL;
  client = open_for(c, request, folder, &w);
  c->client = client;
  write_state(c, given->data, given->length);
  qk_load(client);
  before = allocations;
  for (index = 0; index < 1000; index += 1, w.now += DAY / 7) qk_check(client);
  set(made, "allocations", new_number(c, (int64_t)(allocations - before)));
  child = fork();
  if (child == 0) {
    prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT);
    for (index = 0; index < 1000; index += 1, w.now -= DAY / 7) qk_check(client);
    syscall(SYS_exit, 7);
  }
  waitpid(child, &status, 0);
  set(made, "exit", new_number(c, WIFEXITED(status) ? WEXITSTATUS(status) : -1));
  read_copies(c, copies);
  unlink(copies[0].path);
  rmdir(folder);
  qk_close(client);
  c->client = NULL;
  return made;
}

static const struct {
  const char *name;
  node *(*run)(call *, const node *);
} RUNS[] = {
    {"call", run_call},   {"step", run_step}, {"file", run_file},   {"answer", run_answer},   {"digests", run_digests},
    {"count", run_count}, {"send", run_send}, {"token", run_token}, {"damaged", run_damaged}, {"pure", run_pure},
};

int main(int count, char **words) {
  char *line = NULL;
  size_t capacity = 0, index;
  ssize_t length;
  if (count == 4) return fuzz(words[1], words[2], words[3]);
  __sanitizer_install_malloc_and_free_hooks(count_allocation, ignore_free);
  while ((length = getline(&line, &capacity, stdin)) > 0) {
    qk_error error;
    jmp_buf failed;
    call c;
    begin_call(&c, NULL, &failed, &error);
    if (setjmp(failed) == 0) {
      const node *request = parse(&c, line, (size_t)length);
      for (index = 0; index < sizeof RUNS / sizeof *RUNS; index += 1)
        if (equals(get(request, "run"), RUNS[index].name)) puts(json_of(&c, RUNS[index].run(&c, request)).data);
    } else printf("{\"failed\":\"%s\"}\n", error.code);
    fflush(stdout);
    end_call(&c);
  }
  free(line);
  return 0;
}
