/** The options of the client's calls, their results that are no check, and the rules by which options are read. */
import { CALL_RULES, isFunction, isText, type OptionRules } from './primitives/option-rules.ts';
import type { SignInOptions } from './exchange/sign-in.ts';
import type { Check } from './lease/presentation.ts';

export interface CallOptions {
  /** Cancels the call, which then throws `Aborted`. */
  signal?: AbortSignal | undefined;
}

export interface ActivateOptions extends CallOptions {
  /**
   * The username of the customer's account, if the vendor's terms require one: 2 to 32 letters (a to z), digits, dots,
   * dashes or underscores, beginning with a letter or digit. Upper case is folded. An app whose names have another form
   * passes a handle of its own, such as a random id of 32 hex digits.
   */
  username?: string | undefined;
}

/** The result of `keepFresh()`. */
export interface Freshness<Entitlement extends string = string> {
  /** What the app may do now, as `check()` returns it. */
  check: Check<Entitlement>;
  /** Whether this call reached the license server and got its answer, a refusal included. */
  reached: boolean;
  /** Why a due renewal failed: a `QuietkeyError`, or an error of another kind from a function that the app provides. */
  error?: unknown;
}

/** The request that would be sent: its path below the server's URL, and the body byte for byte. */
export interface Preview {
  path: string;
  body: string;
}

const ACTIVATE_RULES: OptionRules<ActivateOptions> = {
  ...CALL_RULES,
  username: { accepts: isText, must: "the username of the customer's account, a text" },
};
const SIGN_IN_RULES: OptionRules<SignInOptions> = {
  ...CALL_RULES,
  show: { accepts: isFunction, must: 'a function that shows the code', isRequired: true },
};
/** The rules of each call. */
export const RULES_OF_CALL = {
  activate: ACTIVATE_RULES,
  activateBySignIn: SIGN_IN_RULES,
  preview: ACTIVATE_RULES,
  previewTrial: CALL_RULES,
  startTrial: CALL_RULES,
  renew: CALL_RULES,
  release: CALL_RULES,
  keepFresh: CALL_RULES,
};
