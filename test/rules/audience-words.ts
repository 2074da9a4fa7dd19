/**
 * The words of each site: a person at a terminal reads nothing of requests, JSON and endpoints; a program is not asked to
 * type commands; a customer sees neither; and the domain, whose texts all of them show, speaks of none of it. The texts are
 * drawn from the tables and the sources, so that a new text is held too.
 */

import { programOf, withSubcommands } from '../../scripts/program.ts';
import type { Audience } from '../../client-sdk/typescript/contract/refusal-row.ts';
import { REFUSAL_CODES, textFor } from '../../server/domain/kernel/refusal-table.ts';
import { writeOpenApi } from '../../server/http/openapi.ts';
import { ENGLISH } from '../../server/texts/texts.ts';
import type { SourceFile } from './house-rules.ts';
import { lineAt, maskSource } from './source-mask.ts';

/** A text of a site, and where it is from. */
export interface SiteText {
  readonly text: string;
  readonly from: string;
}

export type TextSite = 'CLI' | 'API' | 'portal' | 'domain';

const OF_PROGRAMS =
  /\brequest\b|\bendpoint|\bJSON pointer|\bhttp header|\bAuthorization\b|\bIdempotency-Key\b|\bnull\b|\/v1\/|\bstatus \d{3}\b/i;
const OF_TERMINALS =
  /\bquietkey (?:activation|audit|backup|bundle|clock|coupon|database|disclosure|doctor|erase|evidence|farewell|hold|init|key|license|mailer|notice|offline|policy|product|purge|receipt|request|restore|secret|stats|takeover|token)\b|(?:^|\s)--[a-z]{2,}|\bcommand line\b/;

const FOREIGN_WORDS: Readonly<Record<TextSite, readonly RegExp[]>> = {
  CLI: [OF_PROGRAMS],
  API: [OF_TERMINALS],
  portal: [OF_PROGRAMS, OF_TERMINALS],
  domain: [OF_PROGRAMS, OF_TERMINALS],
};

/** Texts that stay, and why. */
const STAYING: readonly { readonly text: RegExp; readonly from?: RegExp; readonly why: string }[] = [
  { text: /^Requests of |^Show how requests ended/, why: 'the requests that are counted' },
  { text: /such as the number of the request/, why: 'what a customer asked for' },
  { text: /\brequest files?\b/, why: 'the file of a machine without network' },
  { text: /\brequest id\b/, why: 'what a person reports to the vendor' },
  { text: /\brequest/, from: /^texts\.inventory\./, why: 'what is stored of requests' },
  {
    text: /\brequest/i,
    from: /^(?:texts\.(?:rights|privacy\.rights|mail\.request)\b|operator (?:request|extension)_|scripts\/commands\/request\/|server\/domain\/rights\/)/,
    why: 'what a person asks for about their data',
  },
  {
    text: /\bnumber of (?:the|a) request\b|^(?:Show|Give|Refuse|Close) a request\b/,
    why: 'the same, in the help of its commands',
  },
  { text: /\brequest/, from: /^scripts\/commands\/secret-loss/, why: 'the same, and what its loss means' },
];

export function textsOfCommandLine(): SiteText[] {
  return [...textsFor('operator'), ...textsOfHelp()];
}

export function textsOfApi(): SiteText[] {
  const document = textsIn(JSON.parse(writeOpenApi('0')), 'openapi').filter(({ text }) => isSentence(text));
  return [...textsFor('integrator'), ...textsFor('appUser'), ...document];
}

export function textsOfPortal(): SiteText[] {
  return [...textsFor('customer'), ...textsIn(ENGLISH, 'texts')];
}

/** The texts in the sources of a folder. Tables of texts for one audience are read as tables. */
export function textsInSources(files: readonly SourceFile[], folder: string): SiteText[] {
  return files
    .filter(({ path }) => path.startsWith(folder) && !path.endsWith('-refusals.ts'))
    .flatMap(({ path, text }) =>
      maskSource(text).strings.flatMap(({ value, offset }) =>
        isSentence(value) ? [{ text: value, from: `${path}:${lineAt(text, offset)}` }] : [],
      ),
    );
}

/** The texts that speak of another site. */
export function foreignWords(site: TextSite, texts: readonly SiteText[]): string[] {
  return texts
    .filter(({ text, from }) => !STAYING.some((row) => row.text.test(text) && row.from?.test(from) !== false))
    .filter(({ text }) => FOREIGN_WORDS[site].some((words) => words.test(text)))
    .map(({ text, from }) => `${from}: ${text}`);
}

function textsFor(audience: Audience): SiteText[] {
  return REFUSAL_CODES.flatMap((code) => {
    const text = textFor(audience, code);
    return text === null ? [] : [{ text: `${text.sentence} ${text.remedy}`, from: `${audience} ${code}` }];
  });
}

function textsOfHelp(): SiteText[] {
  return withSubcommands(programOf(false)).flatMap((command) => {
    const texts = [
      command.description(),
      ...command.registeredArguments.map(({ description }) => description),
      ...command.options.map(({ description }) => description),
    ];
    return texts.map((text) => ({ text, from: `help of ${command.name()}` }));
  });
}

function textsIn(value: unknown, from: string): SiteText[] {
  if (typeof value === 'string') return [{ text: value, from }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => textsIn(member, `${from}.${name}`));
}

/** A text for people has three words at least. */
function isSentence(value: string): boolean {
  return /[a-z]+ [a-z]+ [a-z]+/i.test(value);
}
