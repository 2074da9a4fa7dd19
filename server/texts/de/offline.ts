/** The German words for the page that answers the file of a machine without network. */

import type { Formats } from '../../locale/formats.ts';
import type { Texts } from '../en/catalogue.ts';

const NEW_FILE =
  'Lassen Sie die App auf jenem Gerät mit dem Lizenzschlüssel eine Datei für eine Aktivierung schreiben.';

export const offlineTexts = ({ day, number }: Formats): Texts['offline'] => ({
  heading: 'Ein Gerät ohne Netz',
  lead: 'Bringen Sie die Datei, die seine App geschrieben hat, und nehmen Sie die Antwort mit zurück. Sie brauchen kein Konto.',
  request: 'Text der Datei',
  requestHint: 'Er beginnt mit „qkreq“ oder „qkpart“.',
  file: 'Oder die Datei selbst',
  submit: 'Antwort erhalten',
  stored:
    'Wir speichern, was wir auch speichern, wenn eine App über das Netz fragt, und weder die Datei noch die Antwort. Löschen Sie die Datei danach: Sie kann Ihren Lizenzschlüssel enthalten.',
  link: 'Antwort für ein Gerät ohne Netz erhalten',
  answeredHeading: 'Die Antwort',
  outcomes: {
    lease:
      'Bringen Sie diese Antwort zum Gerät und lassen Sie die App sie lesen. Nur dieses Gerät kann sie benutzen.',
    released:
      'Der Platz ist frei für ein anderes Gerät. Bringen Sie diese Antwort zum Gerät: Seine App weiß dann, dass es freigegeben wurde.',
    suspended:
      'Die Lizenz ist ausgesetzt, und diese Antwort sagt das. Wenn Sie ein Konto haben, zeigt es den Grund.',
    revoked:
      'Die Lizenz wurde widerrufen, und diese Antwort sagt das. Wenn Sie das für einen Irrtum halten, fragen Sie den Verkäufer.',
  },
  product: 'Produkt',
  machine: 'Gerät',
  leaseEnds: 'Lizenz\u00ADnachweis bis',
  day: (last) => day(last),
  answer: 'Die Antwort',
  save: 'Als Datei speichern',
  codes: 'Als QR-Codes',
  codesHint: 'Lassen Sie die App auf dem Gerät jeden davon lesen, in beliebiger Reihenfolge.',
  code: (part: number, count: number): string => `QR-Code ${number(part)} von ${number(count)}`,
  next: 'Eine weitere Antwort erhalten',
});

export const OFFLINE_FAULTS: Texts['faults']['offline'] = {
  text: {
    absent:
      'Das ist kein Text, den eine App geschrieben hat. Fügen Sie ihn ganz ein oder wählen Sie seine Datei.',
    other_kind:
      'Das ist eine Antwort. Sie gehört zum Gerät; hier wird die Datei gebraucht, die seine App geschrieben hat.',
    newer: 'Das hat eine neuere App geschrieben, als dieser Server kennt.',
    damaged:
      'Dieser Text ist abgeschnitten oder hat einen Tippfehler. Fügen Sie ihn ganz ein oder wählen Sie seine Datei.',
    parts_missing: 'Ein Teil fehlt. Fügen Sie alle nummerierten Teile ein, in beliebiger Reihenfolge.',
    content: 'Dieser Text enthält nicht, wonach ein Gerät fragt. Lassen Sie die App einen neuen schreiben.',
  },
  refused: {
    license_key_malformed:
      'Der Lizenzschlüssel in dieser Datei hat einen Tippfehler. Geben Sie ihn noch einmal in die App ein und lassen Sie sie eine neue Datei schreiben.',
    license_key_unknown:
      'Keine Lizenz dieses Produkts hat den Schlüssel in dieser Datei. Vergleichen Sie ihn mit dem in Ihrer E-Mail.',
    license_suspended: 'Diese Lizenz ist ausgesetzt. Fragen Sie den Verkäufer nach dem Grund.',
    license_revoked:
      'Diese Lizenz wurde widerrufen. Wenn Sie das für einen Irrtum halten, fragen Sie den Verkäufer.',
    license_ended: 'Diese Lizenz ist beendet. Verlängern Sie sie beim Verkäufer.',
    seats_taken:
      'Alle Plätze dieser Lizenz sind belegt. Geben Sie zuerst den Platz eines anderen Geräts frei: hier mit dessen Datei für eine Freigabe oder in Ihrem Konto.',
    seats_in_use:
      'Alle Plätze dieser Lizenz werden gerade genutzt. Versuchen Sie es noch einmal, wenn jemand die App beendet hat, oder geben Sie in Ihrem Konto den Platz eines Geräts frei.',
    demo_full: 'Diese Demo hat heute keine Aktivierung mehr frei. Versuchen Sie es morgen wieder.',
    username_required:
      'Dieses Produkt braucht den Benutzernamen Ihres Kontos. Geben Sie ihn in die App ein und lassen Sie sie eine neue Datei schreiben.',
    username_malformed:
      'Der Benutzername in dieser Datei ist nicht gültig. Geben Sie ihn noch einmal in die App ein und lassen Sie sie eine neue Datei schreiben.',
    username_unknown:
      'Diese Lizenz gehört zu einem Konto mit einem anderen Benutzernamen. Geben Sie jenen in die App ein und lassen Sie sie eine neue Datei schreiben.',
    activation_unknown: `Dieses Gerät ist hier nicht mehr aktiviert. ${NEW_FILE}`,
    activation_forked: `Zwei Geräte benutzen dieselbe Aktivierung. ${NEW_FILE}`,
    proof_invalid: `Diese Datei beweist nicht, dass sie vom aktivierten Gerät kommt. ${NEW_FILE}`,
    release_too_soon:
      'Vor Kurzem wurde ein Platz dieser Lizenz freigegeben. In Ihrem Konto sehen Sie, wann die nächste Freigabe möglich ist.',
    release_limit_reached:
      'Die Grenze der Freigaben im Jahr ist erreicht. Der Verkäufer kann ein Gerät für Sie freigeben.',
  },
};
