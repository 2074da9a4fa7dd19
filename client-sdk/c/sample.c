/*
 * A small app with a license: sample activate KEY | trial | check | fresh | renew | release, with the settings
 * in QUIETKEY_SAMPLE_SERVER, _PRODUCT, _ROOT_KEY and _FOLDER.
 *
 *   cc -std=c99 -o sample sample.c quietkey.c -lcurl -lcrypto
 */

#include "quietkey.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int count, char **words) {
  static const char *const states[] = {"licensed", "stale", "limited", "unlicensed"};
  const char *verb = count > 1 ? words[1] : "check";
  qk_options options;
  qk_error error;
  qk_client *client;
  qk_result found;
  int done = 0;
  memset(&options, 0, sizeof options);
  options.server = getenv("QUIETKEY_SAMPLE_SERVER");
  options.product = getenv("QUIETKEY_SAMPLE_PRODUCT");
  options.root_key = getenv("QUIETKEY_SAMPLE_ROOT_KEY");
  options.folder = getenv("QUIETKEY_SAMPLE_FOLDER");
  client = qk_open(&options);
  if (!client) {
    fprintf(stderr, "Set QUIETKEY_SAMPLE_SERVER, _PRODUCT, _ROOT_KEY and _FOLDER.\n");
    return 2;
  }
  if (strcmp(verb, "activate") == 0 && count > 2) done = qk_activate(client, words[2], NULL, &error);
  if (strcmp(verb, "trial") == 0) done = qk_start_trial(client, &error);
  if (strcmp(verb, "renew") == 0) done = qk_renew(client, &error);
  if (strcmp(verb, "release") == 0) done = qk_release(client, &error);
  if (strcmp(verb, "fresh") == 0) qk_keep_fresh(client);
  if (done < 0) fprintf(stderr, "%s %s\n%s\n%s\n", error.code, error.refusal, error.detail, error.remedy);
  found = qk_check(client);
  printf("%s (%s)%s\n", states[found.state], found.reason, found.refresh_due ? ", a renewal is due" : "");
  qk_note(client, &error);
  qk_close(client);
  return done < 0;
}
