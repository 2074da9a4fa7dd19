/**
 * The entry `@quietkey/client/texts`: what the SDK tells the person, in German and French. The core has English alone, so
 * that an app in one language carries no other. A reason, event, error or refusal without a text does not compile.
 */
import type { Check } from '../lease/presentation.ts';
import type { LicenseEvent } from '../lease/events.ts';
import { REINSTALL_REMEDY } from '../lease/messages.ts';
import type { QuietkeyError } from '../primitives/errors.ts';
import type { NetworkCause } from '../primitives/network-cause.ts';
import { ENGLISH_CAUSES } from './causes.ts';
import { GERMAN } from './de.ts';
import { FRENCH } from './fr.ts';
import type { CauseText, ErrorText, Sentences, WrittenDays } from './sentences.ts';

export type { CauseText, ErrorText };

/** The languages of the SDK's texts. The first is the default. */
export const TEXT_LANGUAGES = ['en', 'de', 'fr'] as const;
export type TextLanguage = (typeof TEXT_LANGUAGES)[number];

/** English is what the core itself says. */
const SENTENCES: Readonly<Record<TextLanguage, Sentences | undefined>> = {
  en: undefined,
  de: GERMAN,
  fr: FRENCH,
};

/**
 * The first language of the person that has texts; English if none has.
 * @param preferred language tags by preference, such as `app.getPreferredSystemLanguages()` or `navigator.languages`
 */
export function textLanguage(preferred: readonly string[]): TextLanguage {
  const primary = preferred.map((tag) => tag.split(/[-_]/)[0]?.toLowerCase());
  return primary.flatMap((tag) => TEXT_LANGUAGES.find((language) => language === tag) ?? [])[0] ?? 'en';
}

/** The message to the person for the result of a check. */
export function checkText(check: Check, language: TextLanguage): string {
  const sentences = SENTENCES[language];
  if (sentences === undefined) return check.message;
  const write = sentences.checks[check.reason];
  if (check.overLease !== true) return typeset(write(daysOf(check, sentences), check.state), language);
  return typeset(sentences.overLease(write(daysOf(check, sentences), 'limited')), language);
}

/**
 * The message to the person for an event.
 * @param check the check after the event, which has the days and the machine's name
 */
export function eventText(event: LicenseEvent, check: Check, language: TextLanguage): string {
  const sentences = SENTENCES[language];
  if (sentences === undefined) return event.message;
  const { machineName } = check;
  const about = { ...daysOf(check, sentences), ...(machineName !== undefined && { machineName }) };
  return typeset(sentences.events[event.kind](about), language);
}

/** What the person reads of an error: its message, and what can be done, if anything can. */
export function errorText(error: QuietkeyError, language: TextLanguage): ErrorText {
  const sentences = SENTENCES[language];
  const { message, remedy } = sentences === undefined ? error : translated(error, sentences);
  return {
    message: typeset(message, language),
    ...(remedy !== undefined && { remedy: typeset(remedy, language) }),
  };
}

/** What the person reads of the cause of a failed call (`networkCause`), which is shorter than the error's own text. */
export function networkText(cause: NetworkCause, language: TextLanguage): CauseText {
  const { message, remedy } = (SENTENCES[language]?.causes ?? ENGLISH_CAUSES)[cause];
  return { message: typeset(message, language), remedy: typeset(remedy, language) };
}

function translated(error: QuietkeyError, sentences: Sentences): ErrorText {
  const { code, networkCause } = error;
  if (networkCause && (code === 'no_network' || code === 'proxy_or_captive_portal'))
    return sentences.causes[networkCause];
  if (code !== 'license_refused') {
    return 'fault' in error && error.fault === 'several' ? sentences.severalKeys : sentences.errors[code];
  }
  const refusals: Readonly<Record<string, ErrorText | undefined>> = sentences.refusals;
  const text = refusals['refusal' in error ? String(error.refusal) : ''] ?? sentences.unknownRefusal;
  const isReinstall = error.remedy?.endsWith(REINSTALL_REMEDY) === true;
  return isReinstall ? { ...text, remedy: `${text.remedy ?? ''} ${sentences.reinstall}` } : text;
}

function daysOf(check: Check, { day }: Sentences): WrittenDays {
  const written = (date: string | undefined) => (date === undefined ? undefined : day(new Date(date)));
  return {
    leaseEndsOn: written(check.leaseEndsOn),
    graceEndsOn: written(check.graceEndsOn),
    licenseEndsOn: written(check.licenseEndsOn),
    noticeEndsOn: written(check.noticeEndsOn),
    trial: check.trial && { ...check.trial, endsOn: day(new Date(check.trial.endsOn)) },
  };
}

/** French has a narrow no-break space before these marks. */
function typeset(text: string, language: TextLanguage): string {
  return language === 'fr' ? text.replaceAll(/ (?=[;:!?])/g, '\u202F') : text;
}
