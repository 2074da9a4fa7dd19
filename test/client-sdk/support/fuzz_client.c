/*
 * Part of drive_client.c: reads damaged texts with every reader of the client. Texts come one a line: states, answers
 * and tokens. Signatures count as right, so that claims are reached too.
 */

#define LINES_MAX 2000

static uint64_t chosen;

static size_t any(size_t below) {
  chosen ^= chosen << 13;
  chosen ^= chosen >> 7;
  chosen ^= chosen << 17;
  return below ? (size_t)(chosen >> 11) % below : 0;
}

static void damage(call *c, text *t, const char *from, size_t length, int depth);

/* Damages the payload of a token, which is JSON in base64url. */
static void damage_token(call *c, text *t, const char *from, size_t length) {
  const char *first = memchr(from, '.', length);
  const char *second = first ? memchr(first + 1, '.', length - (size_t)(first + 1 - from)) : NULL;
  size_t size = second ? (size_t)(second - first) - 1 : 0;
  unsigned char *bytes = take(c, size + 4);
  long count = size ? decode(first + 1, size, bytes) : -1;
  text payload = {c, NULL, 0, 0};
  char *encoded;
  if (count <= 0) {
    damage(c, t, from, length, 1);
    return;
  }
  damage(c, &payload, (const char *)bytes, (size_t)count, 1);
  encoded = take(c, payload.length * 2 + 8);
  encode((const unsigned char *)payload.data, payload.length, encoded);
  put(t, from, (size_t)(first + 1 - from));
  put_text(t, encoded);
  put(t, second, length - (size_t)(second - from));
}

/* Writes a text with up to three damages. */
static void damage(call *c, text *t, const char *from, size_t length, int depth) {
  static const char bytes[] = "{}[]\",:\\u00e9dbff-.eE0123456789trufalsnNULL\0\x80\xed\xa0\xff";
  size_t times_left = any(3) + 1;
  put(t, from, length);
  for (; times_left > 0 && t->length; times_left -= 1) {
    size_t place = any(t->length), other = any(t->length), size = any(t->length - other < 40 ? t->length - other : 40);
    text made = {c, NULL, 0, 0};
    put(&made, t->data, place);
    switch (any(depth ? 4 : 5)) {
      case 0: put(&made, bytes + any(sizeof bytes), 1); break;
      case 1: put(&made, t->data + other, size); break;
      case 2: place += size < t->length - place ? size : 0; break;
      case 3:
        put(&made, bytes + any(sizeof bytes), 1);
        place += 1;
        break;
      default: {
        const char *token = strstr(t->data, "eyJ");
        size_t begin = token ? (size_t)(token - t->data) : 0;
        size_t end = begin + (token ? strcspn(token, "\"\\ ") : 0);
        made.length = 0;
        put(&made, t->data, begin);
        damage_token(c, &made, t->data + begin, end - begin);
        place = end;
      }
    }
    put(&made, t->data + place, t->length - place);
    *t = made;
  }
}

static void read_all(call *c, const text *t) {
  copy newest;
  facts found;
  outcome o;
  judgement j;
  qk_response response;
  node *state, *holding;
  const node *token = new_bytes(c, t->data, t->length);
  key_set keys;
  memset(&newest, 0, sizeof newest);
  memset(&o, 0, sizeof o);
  memset(&response, 0, sizeof response);
  newest.data = t->data;
  newest.length = t->length;
  state = parse_state(c, &newest);
  gather(c, state, &found);
  c->client->facts = found;
  qk_check(c->client);
  json_of(c, state);
  response.status = 200 + (long)any(400);
  memcpy(response.content_type, "application/json", 17);
  response.body = t->data;
  response.length = t->length;
  j = judge(c, &response);
  o.answer = j.answer;
  holding = get(state, "holding");
  if (!is_null(holding)) {
    read_grant(c, state, new_node(c, JSON_LIST), holding, &o);
    read_ending(c, state, holding, &o);
  }
  if (!read_key_set(c, token, &keys)) {
    read_lease(c, token, &keys, &o.lease);
    read_statement(c, token, &keys, &o.statement);
  }
}

static void read_damaged(qk_client *client, const char *line) {
  qk_error error;
  jmp_buf failed;
  call c;
  begin_call(&c, client, &failed, &error);
  if (setjmp(failed) == 0) {
    text t = {&c, NULL, 0, 0};
    damage(&c, &t, line, strcspn(line, "\n"), 0);
    read_all(&c, &t);
  }
  end_call(&c);
}

/* Reads texts from the input, and damaged ones as often as asked. */
static int fuzz(const char *seed, const char *rounds, const char *root_key) {
  static char *lines[LINES_MAX];
  const qk_adapter adapters[] = {{"a45e60c17b01", QK_OWN}, {"a45e60c17b02", QK_FOREIGN}};
  size_t line_count = 0, capacity, left = strtoul(rounds, NULL, 10);
  qk_options options;
  qk_client *client;
  memset(&options, 0, sizeof options);
  options.server = "https://license.example.com";
  options.product = "sonar";
  options.root_key = root_key;
  options.folder = "/nowhere";
  options.adapters = adapters;
  options.adapter_count = 2;
  client = qk_open(&options);
  any_signature = 1;
  chosen = 88172645463325252ULL ^ strtoull(seed, NULL, 10) * 2654435761ULL;
  while (line_count < LINES_MAX && getline(&lines[line_count], (capacity = 0, &capacity), stdin) > 0) line_count += 1;
  for (; client && line_count && left > 0; left -= 1) read_damaged(client, lines[any(line_count)]);
  for (line_count = 0; line_count < LINES_MAX; line_count += 1) free(lines[line_count]);
  qk_close(client);
  return client ? 0 : 2;
}
