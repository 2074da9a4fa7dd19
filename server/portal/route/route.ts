/**
 * What a row of the portal's table is: one address with the page that stands there and, where it has a form, what the
 * form sends and does. A row is plain; `portal.ts` is the only place that touches a request or a response.
 */

import type { Refusal } from '../../domain/kernel/refusal.ts';
import type { Who } from '../../domain/account/session.ts';
import type { Cookie, CookieUse } from '../../web/cookie.ts';
import type { Fields, FormOf } from '../../web/form.ts';
import type { Frame } from '../html/frame.ts';
import type { Html } from '../../web/html.ts';
import type { PortalDependencies } from './dependencies.ts';

/** Who may enter: anyone, or who is logged in; the others are led to the login. */
export type Enter = 'anyone' | 'customer';

interface Arrived {
  readonly dependencies: PortalDependencies;
  readonly frame: Frame;
  /** The parts of the path, each of the form that an id or a token has. */
  readonly path: Readonly<Record<string, string>>;
  /** What the browser shows besides its session. */
  readonly cookies: Readonly<Partial<Record<CookieUse, string>>>;
  /** Of the client, for limits: never to be stored. */
  readonly origin: string;
}

/** A request that was let in. */
export type Visit<E extends Enter = Enter> = Arrived & {
  readonly who: E extends 'customer' ? Who : Who | undefined;
};

/** What a row answers: a page, or where to go on. */
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
  /** What may stand in the address behind `?`, besides `done`. */
  readonly query?: Query;
  /** Absent: nothing stands here, a form is only sent here. */
  readonly show?: (
    visit: Visit<E>,
    asked: FormOf<Query>,
    returned: Returned<Form> | undefined,
  ) => Promise<Outcome>;
  readonly fields?: Form;
  /** `foreign`: sent by a mail program, from no page and with no cookie; whatever its body is, it is not read. */
  readonly from?: 'foreign';
  readonly act?: (visit: Visit<E>, form: FormOf<Form>) => Promise<Outcome>;
}

export type PageRoute = Row<Enter, Fields, Fields>;

/** Checks a row's page and deed against who may enter and what is sent. */
export function route<E extends Enter, Query extends Fields = {}, Form extends Fields = {}>(
  row: Row<E, Query, Form>,
): PageRoute {
  return row as unknown as PageRoute;
}
