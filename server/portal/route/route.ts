/**
 * A row of the portal's table: one address with its page and, if the page has a form, the form's fields and action. A
 * row is plain data; `portal.ts` is the only file that reads a request or writes a response.
 */

import type { Id } from '../../domain/kernel/ports.ts';
import type { Refusal } from '../../domain/kernel/refusal.ts';
import type { Who } from '../../domain/account/session.ts';
import type { Cookie, CookieUse } from '../../web/cookie.ts';
import type { Fields, FormOf } from '../../web/form.ts';
import type { Frame } from '../html/frame.ts';
import type { AFTER_LOGIN } from '../html/paths.ts';
import type { Html } from '../../web/html.ts';
import type { PortalDependencies } from './dependencies.ts';

/** Who may open a page: anyone, or only a customer who is logged in. Other visitors are redirected to the login. */
export type Enter = 'anyone' | 'customer';

interface Arrived {
  readonly dependencies: PortalDependencies;
  readonly frame: Frame;
  /** The parts of the path. Each part has the form of an id or a token. */
  readonly path: Readonly<Record<string, string>>;
  /** The cookies that the browser sends besides its session cookie. */
  readonly cookies: Readonly<Partial<Record<CookieUse, string>>>;
  /** The client's network, which is used for rate limits; null if it cannot be read. Only keyed digests are stored. */
  readonly origin: string | null;
}

/** A request that was let in: the visitor may open the page. */
export type Visit<E extends Enter = Enter> = Arrived & {
  readonly who: E extends 'customer' ? Who : Who | undefined;
};

/** A file that the browser saves. Nothing of it is stored here. */
export interface TextFile {
  /** The name that the browser suggests: letters, digits, dots and dashes. */
  readonly name: string;
  readonly text: string;
  /** Its media type; absent: plain text. */
  readonly type?: 'application/json';
}

/** A file of the vendor, which is sent whole or in ranges. */
export interface SentFile {
  /** The absolute path of its folder. */
  readonly folder: string;
  readonly name: string;
  /** Its digest in hex. */
  readonly sha256: string;
  /** Called when the first byte is asked for. */
  readonly started: () => void;
}

/** An answer that is written at once: a page, a redirect, or a file to save. */
export type Written = { readonly cookies?: readonly Cookie[] } & (
  | { readonly page: Html; readonly status?: number; readonly retryAfter?: number | undefined }
  | { readonly to: string; readonly done?: NonNullable<Frame['done']> }
  | { readonly file: TextFile }
);

/** What a row of the portal's table responds with: an answer that is written at once, or a file of the vendor. */
export type Outcome = Written | { readonly download: SentFile };

/** A form that was refused and is shown again with what was typed. */
interface Returned<Form extends Fields> {
  readonly typed: FormOf<Form>;
  readonly refusal: Refusal;
}

export interface Row<E extends Enter, Query extends Fields, Form extends Fields> {
  readonly path: string;
  readonly enter: E;
  /** The name of the page, if a visitor who has to log in is led back to it. */
  readonly afterLogin?: keyof typeof AFTER_LOGIN;
  /** The query parameters of the page's address, besides `done`. */
  readonly query?: Query;
  /** Makes the page. It is absent if the address has no page and only receives forms. */
  readonly show?: (
    visit: Visit<E>,
    asked: FormOf<Query>,
    returned: Returned<Form> | undefined,
  ) => Promise<Outcome>;
  readonly fields?: Form;
  /**
   * `foreign` if a mail program sends the form, without a page and without a cookie. The body of such a form is not
   * read.
   */
  readonly from?: 'foreign';
  /**
   * Independent checks without side effects, so that all faults of a form are shown at once. False: the field is empty
   * and is not checked. The checks always run before the action.
   */
  readonly check?: (visit: Visit<E>, form: FormOf<Form>) => readonly (Promise<unknown> | false)[];
  readonly act?: (visit: Visit<E>, form: FormOf<Form>) => Promise<Outcome>;
  /**
   * The values, such as a password, that a visitor could guess with this form
   * (`web/rate-limits.ts`).
   */
  readonly guessable?: readonly ('passwords' | 'usernames' | 'codes of sign-ins' | 'coupons')[];
  /**
   * The account to which the visitor's browser is known. Its guesses are then counted apart from those of its network.
   */
  readonly knownAs?: (visit: Visit<E>, form: FormOf<Form>) => Promise<Id | null>;
}

export type PageRoute = Row<Enter, Fields, Fields>;

/** Types the page and the action of a row by who may open the page and by the row's fields. */
export function route<E extends Enter, Query extends Fields = {}, Form extends Fields = {}>(
  row: Row<E, Query, Form>,
): PageRoute {
  return row as unknown as PageRoute;
}
