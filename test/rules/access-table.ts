/** Who may use which address, for EVIDENCE.md: made from the route tables, and from the table that `roles.test.ts` asks. */

import { ROUTES as API_ROUTES } from '../../server/http/routes.ts';
import { ROUTES as PAGES } from '../../server/portal/routes/routes.ts';
import { ROLE_ROWS } from '../server/portal/role-rows.ts';
import { markdownTable } from './markdown-table.ts';

const ANYONE: Readonly<Record<string, string>> = {
  anyone: 'anyone',
  customer: 'a customer who is logged in',
};

/** The addresses of the JSON API. A scope is one of an operator's token. */
export function apiAccessTable(): string {
  return markdownTable([
    ['method and path', 'who'],
    ...API_ROUTES.map(({ method, path, enter }) => [
      `\`${method.toUpperCase()} ${path}\``,
      enter === 'anyone' ? 'anyone' : `an operator’s token with \`${enter}\``,
    ]),
  ]);
}

/** The addresses of the portal. */
export function pageAccessTable(): string {
  return markdownTable([
    ['address', 'who', 'page', 'form'],
    ...PAGES.map(({ path, enter, show, act }) => [
      `\`${path}\``,
      ANYONE[enter] ?? enter,
      show === undefined ? '-' : 'yes',
      act === undefined ? '-' : 'yes',
    ]),
  ]);
}

/** What an answer of the portal means. */
const ANSWERS: Readonly<Record<number, string>> = {
  200: 'page',
  303: 'done',
  404: 'as if unknown',
  422: 'refused',
};

/** What each role is answered. A stranger to whom a seat was offered sees that offer. */
export function roleTable(): string {
  return markdownTable([
    ['address', 'machine of', 'form', 'stranger', 'member', 'manager', 'owner'],
    ...ROLE_ROWS.map(({ path, machine = 'owner', form, answers }) => [
      `\`${path}\``,
      path.includes(':activation') || path.endsWith('/release') ? machine : '-',
      form === undefined ? '-' : 'yes',
      ...answers.map((status) => ANSWERS[status] ?? String(status)),
    ]),
  ]);
}
