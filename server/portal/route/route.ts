/**
 * A row of the portal's table: one address with its page and, where the page has a form, the form's fields and action. A
 * row is plain; `portal.ts` is the only file that reads a request or writes a response.
 */

import type { Refusal } from '../../domain/kernel/refusal.ts';
import type { Who } from '../../domain/account/session.ts';
import type { Cookie, CookieUse } from '../../web/cookie.ts';
import type { Fields, FormOf } from '../../web/form.ts';
import type { Frame } from '../html/frame.ts';
import type { Html } from '../../web/html.ts';
import type { PortalDependencies } from './dependencies.ts';

/** Who may open it: anyone, or a customer who is logged in; others are redirected to the login. */
export type Enter = 'anyone' | 'customer';

interface Arrived {
  readonly dependencies: PortalDependencies;
  readonly frame: Frame;
  /** The parts of the path, each of the form that an id or a token has. */
  readonly path: Readonly<Record<string, string>>;
  /** What the browser sends besides its session. */
  readonly cookies: Readonly<Partial<Record<CookieUse, string>>>;
  /** The client's network, for limits: never stored. */
  readonly origin: string;
}

/** A request that was let in. */
export type Visit<E extends Enter = Enter> = Arrived & {
  readonly who: E extends 'customer' ? Who : Who | undefined;
};

/** The response of a row: a page, or a redirect. */
export type Outcome = { readonly cookies?: readonly Cookie[] } & (
  | { readonly page: Html; readonly status?: number; readonly retryAfter?: number | undefined }
  | { readonly to: string; readonly done?: NonNullable<Frame['done']> }
);

/** A form that was refused, to be shown again with what was typed. */
interface Returned<Form extends Fields> {
  readonly typed: FormOf<Form>;
  readonly refusal: Refusal;
}

export interface Row<E extends Enter, Query extends Fields, Form extends Fields> {
  readonly path: string;
  readonly enter: E;
  /** The parameters of the address, besides `done`. */
  readonly query?: Query;
  /** Absent: the address has no page; forms are only sent to it. */
  readonly show?: (
    visit: Visit<E>,
    asked: FormOf<Query>,
    returned: Returned<Form> | undefined,
  ) => Promise<Outcome>;
  readonly fields?: Form;
  /** `foreign`: sent by a mail program, from no page and with no cookie; its body is not read. */
  readonly from?: 'foreign';
  readonly act?: (visit: Visit<E>, form: FormOf<Form>) => Promise<Outcome>;
}

export type PageRoute = Row<Enter, Fields, Fields>;

/** Types a row's page and action by who may open it and by its fields. */
export function route<E extends Enter, Query extends Fields = {}, Form extends Fields = {}>(
  row: Row<E, Query, Form>,
): PageRoute {
  return row as unknown as PageRoute;
}
