/**
 * The row for the choice of a language, which pages offer at their foot. The choice is kept in a cookie, and nowhere
 * else.
 */

import { refuse } from '../../domain/kernel/refusal.ts';
import { chosenLanguage } from '../../web/cookie.ts';
import { isOwnAddress, PATHS } from '../html/paths.ts';
import { route } from '../route/route.ts';

export const LANGUAGE_ROUTES = [
  route({
    path: PATHS.language,
    enter: 'anyone',
    fields: { language: 'free', to: 'text' },
    act: async ({ frame: { choice } }, { language, to }) => {
      const offered = choice?.languages.map((texts) => texts.language) ?? [];
      if (!['', ...offered].includes(language) || !isOwnAddress(to)) refuse('request_malformed');
      return { to, cookies: [chosenLanguage(language)] };
    },
  }),
];
