/** The German words for requests about personal data: their pages, and the mails that tell what became of one. */

import type { Day } from '../../domain/kernel/day.ts';
import type { Asker, ExtensionReason, RefusalReason, RequestKind } from '../../domain/kernel/rights.ts';
import type { Formats } from '../../locale/formats.ts';
import type { Texts } from '../en/catalogue.ts';

const KINDS: Readonly<Record<RequestKind, string>> = {
  access: 'Zeigen Sie mir die Daten, die über mich gespeichert sind',
  portability: 'Geben Sie mir meine Daten so, dass ich sie mitnehmen kann',
  rectification: 'Berichtigen Sie meine Daten',
  erasure: 'Löschen Sie meine Daten',
  restriction: 'Behalten Sie meine Daten, aber benutzen Sie sie nicht mehr',
  objection: 'Ich widerspreche der Benutzung meiner Daten',
  withdrawal: 'Ich nehme eine Einwilligung zurück',
  know: 'Kalifornien: Sagen Sie mir, was Sie über mich wissen',
  delete: 'Kalifornien: Löschen Sie meine Daten',
  correct: 'Kalifornien: Berichtigen Sie meine Daten',
};

const ASKERS: Readonly<Record<Asker, string>> = {
  self: 'Ich frage für mich selbst',
  agent: 'Ich handle für die Person mit dieser Adresse',
  parent: 'Ich bin Vater oder Mutter des Kindes mit dieser Adresse',
};

export const rightsTexts = ({ day }: Formats): Omit<Texts['rights'], 'restriction'> => ({
  heading: 'Antrag zu Ihren Daten',
  lead: 'Fragen Sie den Verkäufer nach den Daten, die über Sie gespeichert sind. Sie brauchen kein Konto, und wir verlangen keine Dokumente.',
  byAccount: 'Mit einem Konto geht es schneller: Dort sehen, berichtigen und löschen Sie Ihre Daten selbst.',
  kind: 'Was beantragen Sie?',
  kinds: KINDS,
  submit: 'Link per E-Mail senden',
  stored:
    'Die Adresse speichern wir jetzt nicht. Nehmen Sie die, mit der Sie gekauft haben, oder die, mit der Ihr Konto wiederhergestellt wird.',
  sent: 'An jede Adresse geht einmal am Tag ein Link, ob wir sie kennen oder nicht. Er gilt drei Tage. Wurden heute zu viele E-Mails angefordert, senden wir keine: Versuchen Sie es morgen wieder.',
  notArrived:
    'Keine E-Mail? Sehen Sie im Spam-Ordner nach und versuchen Sie andere Adressen, die Sie benutzt haben könnten.',
  confirmHeading: 'Antrag stellen',
  confirmLead:
    'Geben Sie die Adresse ein, an die dieser Link ging. Von da an speichern wir sie verschlüsselt, bis Sie eine Antwort haben.',
  asker: 'Wer fragt?',
  askers: ASKERS,
  byKey:
    'Haben Sie mit einer anderen Adresse gekauft? Dann geben Sie Ihren Lizenzschlüssel ein und den Benutzernamen des Kontos, das die Lizenz hat.',
  optional: (field) => `${field} (darf leer sein)`,
  confirm: 'Antrag stellen',
  overHeading: 'Dieser Link ist abgelaufen',
  over: 'Ein Link gilt drei Tage. Gespeichert wurde nichts.',
  again: 'Neuen Link anfordern',
  madeHeading: 'Ihr Antrag ist da',
  made: 'Die Antwort kommt per E-Mail. Notieren Sie die Nummer: Mit ihr können Sie beim Verkäufer nachfragen.',
  number: 'Nummer',
  due: 'Antwort bis',
  day: (due: Day): string => day(due),
  answerHeading: 'Die Daten, die über Sie gespeichert sind',
  answerLead: (last: Day): string =>
    `Das ist die Antwort auf Ihren Antrag. Speichern oder drucken Sie die Seite: Sie lässt sich bis ${day(last)} öffnen. Sie zeigt die Daten, wie sie jetzt sind; eine Kopie wurde nicht gemacht.`,
});

const EXTENSIONS: Readonly<Record<ExtensionReason, string>> = {
  complex: 'Der Grund: Der Antrag ist komplex.',
  many: 'Der Grund: Es sind viele Anträge.',
};

const REFUSALS: Readonly<Record<RefusalReason, string>> = {
  unfounded: 'Der Grund: Der Antrag ist offenkundig unbegründet.',
  excessive: 'Der Grund: Der Antrag ist exzessiv, weil er wiederholt wurde.',
  unidentified: 'Der Grund: Nichts von dem, was wir haben, zeigt, dass die Daten von Ihnen handeln.',
  contract: 'Der Grund: Ihre Lizenz braucht diese Daten.',
  law: 'Der Grund: Ein Gesetz verpflichtet uns, diese Daten zu behalten.',
  claims: 'Der Grund: Die Daten werden für rechtliche Ansprüche gebraucht.',
  others: 'Der Grund: Die Antwort würde Daten anderer Personen zeigen.',
  twice: 'Der Grund: In den letzten zwölf Monaten wurden zwei solche Anträge von Ihnen beantwortet.',
};

export const requestMails = ({ day }: Formats): Texts['mail']['request'] => ({
  kinds: KINDS,
  link: {
    subject: 'Ihr Antrag zu Ihren Daten',
    lead: 'Jemand, vermutlich Sie, will einen Antrag zu den Daten stellen, die über Sie gespeichert sind. Um ihn zu stellen, folgen Sie innerhalb von drei Tagen diesem Link:',
    end: 'Waren Sie es nicht, beachten Sie diese E-Mail nicht: Nichts wird gespeichert, und nichts ändert sich. An jede Adresse geht dieselbe E-Mail.',
  },
  about: (kind) => `Ihr Antrag: ${kind}.`,
  number: 'Seine Nummer:',
  answered: {
    subject: 'Die Antwort auf Ihren Antrag',
    granted: 'Was Sie beantragt haben, ist getan.',
    nothing: 'Wir haben nichts über Sie gefunden, wovon der Antrag handeln könnte.',
    link: (last) =>
      `Die Antwort lässt sich bis ${day(last)} mit diesem Link öffnen. Geben Sie ihn niemandem:`,
    portal: 'Sie finden die Antwort in Ihrem Konto. Melden Sie sich hier an:',
  },
  extended: {
    subject: 'Ihr Antrag dauert länger',
    lead: (due) => `Sie bekommen die Antwort bis ${day(due)}, später als wir gesagt haben.`,
    reasons: EXTENSIONS,
  },
  refused: {
    subject: 'Ihr Antrag ist abgelehnt',
    lead: 'Der Verkäufer lehnt Ihren Antrag ab.',
    reasons: REFUSALS,
    appeal:
      'Sind Sie nicht einverstanden, schreiben Sie dem Verkäufer und nennen Sie die Nummer: Jemand sieht sich den Antrag noch einmal an und antwortet Ihnen.',
    authority: 'Sie können auch vor Gericht gehen oder sich bei einer Datenschutzbehörde beschweren:',
    /** Where to complain if the vendor names no authority: the list of those in Europe, and that of California. */
    authorities: {
      gdpr: 'Liste der Behörden in Europa: https://www.edpb.europa.eu/about-edpb/about-edpb/members_de',
      ccpa: 'Datenschutzbehörde von Kalifornien: https://cppa.ca.gov/webapplications/complaint',
    },
  },
});
