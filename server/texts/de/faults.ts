/** The German sentences for the faults of a form. Each sentence says what to correct. */

import type { Formats } from '../../locale/formats.ts';
import type { Texts } from '../en/catalogue.ts';
import { OFFLINE_FAULTS } from './offline.ts';

const OF_CODE: Texts['faults']['ofCode'] = {
  license_key_malformed:
    'Dieser Schlüssel hat einen Tippfehler. Geben Sie einen Schlüssel so ein, wie er in Ihrer E-Mail steht: 30 Buchstaben und Ziffern in sechs Fünfergruppen.',
  license_key_unknown:
    'Dieser Schlüssel ist unbekannt. Vergleichen Sie ihn mit dem in Ihrer E-Mail oder fragen Sie den Verkäufer.',
  license_revoked:
    'Diese Lizenz wurde widerrufen. Wenn Sie das für einen Irrtum halten, fragen Sie den Verkäufer.',
  username_malformed:
    'Das ist kein gültiger Benutzername. Nehmen Sie 2 bis 32 Buchstaben (a bis z), Ziffern, Punkte, Binde- oder Unterstriche. Beginnen Sie mit einem Buchstaben oder einer Ziffer. Nehmen Sie weder eine Adresse noch eine Telefonnummer.',
  activation_unknown: 'Eines dieser Geräte ist schon freigegeben. Prüfen Sie die Liste.',
  release_too_soon: 'Es wurde nichts freigegeben. Die Regeln dieser Lizenz stehen unten.',
  release_limit_reached: 'Es wurde nichts freigegeben. Die Regeln dieser Lizenz stehen unten.',
  too_many_requests: 'Zu viele Versuche. Warten Sie und versuchen Sie es wieder. Es ist nichts gesperrt.',
  list_full: 'Diesem Konto kann nichts mehr hinzugefügt werden. Verwenden Sie ein anderes Konto.',
  email_malformed: 'Das ist keine gültige E-Mail-Adresse. Geben Sie eine Adresse wie name@example.com ein.',
  cookies_off:
    'Ihr Browser behält keine Cookies. Diese Website braucht ein Cookie, um Sie angemeldet zu halten. Erlauben Sie Cookies für diese Website und versuchen Sie es wieder. Es wurde nichts ausgeführt.',
  username_taken: 'Dieser Benutzername ist vergeben. Wählen Sie einen anderen oder hängen Sie eine Zahl an.',
  password_refused:
    'Dieses Passwort ist leicht zu raten. Nehmen Sie drei oder vier Wörter ohne Zusammenhang.',
  credentials_wrong:
    'Der Benutzername oder das Passwort ist falsch. Prüfen Sie beide und die Feststelltaste.',
  link_unknown:
    'Der Link oder Code ist abgelaufen, oder der Code wurde zu oft falsch eingegeben. Fordern Sie eine neue E-Mail an.',
  member_unknown: 'Dieses Mitglied gibt es nicht. Die Liste der Mitglieder zeigt, wer eines ist.',
  invitation_unknown:
    'Diese Einladung oder dieses Angebot gibt es nicht, ist abgelaufen oder wurde schon benutzt. Bitten Sie die Person, die es gesendet hat, um ein neues.',
  invitations_used_up:
    'Heute haben die Einladungen dieser Lizenz so viele Konten angelegt, wie sie können. Versuchen Sie es morgen noch einmal, oder melden Sie sich mit einem vorhandenen Konto an und nehmen Sie die Einladung damit an.',
  sign_in_code_unknown:
    'Dieser Code ist falsch, abgelaufen oder schon benutzt. Vergleichen Sie ihn mit dem in Ihrer App oder beginnen Sie dort von vorn, um einen neuen zu erhalten.',
  transfer_early:
    'Die Lizenz kann noch nicht angenommen werden, denn ihr Inhaber kann die Übertragung noch zurücknehmen. Die Seite sagt, ab wann Sie annehmen können.',
  transfer_barred: 'Die Lizenz kann jetzt nicht übertragen werden. Die Seite der Übertragung sagt, warum.',
  download_unknown:
    'Dieser Link ist nicht vollständig. Kopieren Sie den ganzen Link oder öffnen Sie die Lizenz, um einen neuen zu erhalten.',
  download_late: 'Dieser Link ist abgelaufen. Öffnen Sie die Lizenz, um einen neuen zu erhalten.',
  coupon_malformed:
    'Dieser Gutscheincode hat einen Tippfehler. Vergleichen Sie ihn mit dem, den Sie erhalten haben: sechzehn Buchstaben und Ziffern in vier Gruppen.',
  coupon_unknown:
    'Diesen Gutschein gibt es nicht. Vergleichen Sie den Code mit dem, den Sie erhalten haben, oder fragen Sie den Verkäufer.',
  coupon_of_other_product:
    'Dieser Gutschein gilt für ein anderes Produkt. Lösen Sie ihn auf der Seite einer Lizenz dieses Produkts ein.',
  coupon_ended: 'Dieser Gutschein ist abgelaufen. Fragen Sie den Verkäufer nach einem anderen.',
  coupon_used_up:
    'Dieser Gutschein wurde schon so oft eingelöst, wie es möglich ist. Fragen Sie den Verkäufer nach einem anderen.',
  coupon_unfit:
    'Dieser Gutschein fügt dieser Lizenz nichts hinzu: Sie ist ausgesetzt oder widerrufen, endet nicht oder hat so viele Plätze, wie sie haben kann. Der Gutschein wurde nicht eingelöst.',
  takeover_possible:
    'Die Lizenz gehört zu einem anderen Konto, das keine E-Mail-Adresse nachgewiesen hat und die Lizenz teilt. Sie können sie übernehmen: Setzen Sie das Häkchen und lesen Sie, was folgt.',
  takeover_early:
    'Die Lizenz kann noch nicht übernommen werden, denn ihr Inhaber hat sieben Tage, um abzulehnen. Die Seite sagt, ab wann Sie sie übernehmen können.',
  takeover_barred: 'Die Lizenz kann jetzt nicht übernommen werden. Die Seite der Übernahme sagt, warum.',
  license_owned:
    'Diese Lizenz gehört schon zu einem Konto. Melden Sie sich dort an: Sie können statt des Benutzernamens diesen Schlüssel eingeben. Wenn Sie das Passwort verloren haben, nutzen Sie „Schlüssel oder Passwort verloren?“. Wenn beides nicht hilft, fragen Sie den Verkäufer.',
  email_mismatch:
    'Die Lizenz wurde nicht mit dieser Adresse gekauft. Versuchen Sie eine andere, die Sie benutzt haben könnten.',
  email_unproved:
    'Der Lizenzschlüssel allein genügt nicht, um diese Lizenz auf eine andere Adresse zu übertragen. Geben Sie die alte Adresse ein oder weisen Sie sie vorher nach. Wenn Sie dort keine E-Mails mehr lesen können, fragen Sie den Verkäufer.',
  rights_proof_wrong:
    'Der Lizenzschlüssel und der Benutzername gehören nicht zur selben Lizenz. Prüfen Sie beide oder lassen Sie beide leer.',
  mail_limit_reached:
    'Heute wurden zu viele E-Mails angefordert. Es wurde nichts gesendet und nichts geändert. Versuchen Sie es morgen wieder.',
};

const PASSWORD = 'Geben Sie Ihr Passwort ein.';
const CODE = 'Geben Sie den Code ein.';
const EMAIL = 'Geben Sie eine E-Mail-Adresse ein.';

const OF_FIELD: Texts['faults']['ofField'] = {
  username: 'Geben Sie Ihren Benutzernamen ein.',
  password: PASSWORD,
  current: PASSWORD,
  next: PASSWORD,
  kind: 'Wählen Sie, was Sie beantragen.',
  asker: 'Wählen Sie, wer fragt.',
  licenseKey: 'Geben Sie Ihren Lizenzschlüssel ein.',
  email: EMAIL,
  newEmail: EMAIL,
  oldEmail: 'Geben Sie die alte Adresse oder einen Lizenzschlüssel ein.',
  code: CODE,
  newCode: CODE,
  oldCode: CODE,
  terms: 'Setzen Sie das Häkchen, um die Nutzungsbedingungen zu akzeptieren.',
  sure: 'Setzen Sie das Häkchen, um zu bestätigen.',
  nickname:
    'Höchstens 40 Buchstaben, Ziffern, Leer- und Satzzeichen, aber keine Netz- oder E-Mail-Adresse und keine Telefon- oder Kartennummer.',
  activations: 'Wählen Sie mindestens ein Gerät.',
  receipt: 'Geben Sie einen ganzen Löschbeleg ein.',
  license: 'Wählen Sie eine Ihrer Lizenzen.',
  coupon: 'Geben Sie den Code des Gutscheins ein.',
};

const CODE_WRONG =
  'Dieser Code ist falsch oder wurde schon benutzt. Prüfen Sie ihn oder verwenden Sie einen anderen.';
const UNRELATED = 'Nehmen Sie drei oder vier Wörter ohne Zusammenhang.';

export const faultTexts = ({ count, day, wait }: Formats): Texts['faults'] => ({
  ofCode: OF_CODE,
  ofCodeAt: {
    credentials_wrong: {
      current:
        'Das ist nicht Ihr aktuelles Passwort. Prüfen Sie die Feststelltaste und geben Sie es noch einmal ein.',
      code: CODE_WRONG,
      licenseKey: 'Der Schlüssel und der Code gehören nicht zum selben Konto. Prüfen Sie beide.',
    },
    email_mismatch: {
      licenseKey:
        'Keine Lizenz in Ihrem Konto hat diesen Schlüssel. Vergleichen Sie ihn mit dem in Ihrer E-Mail.',
    },
    license_owned: {
      email:
        'Das Konto, das die Lizenz hat, hat diese Adresse nachgewiesen oder hat eine eigene, oder eine Übernahme der Lizenz läuft oder wurde in den letzten 90 Tagen abgelehnt. Melden Sie sich dort an oder fragen Sie den Verkäufer.',
    },
    link_unknown: {
      code: CODE_WRONG,
      newCode: CODE_WRONG,
      oldCode: CODE_WRONG,
      email: 'An diese Adresse ging der Link nicht. Geben Sie die Adresse ein, an die er ging.',
    },
  },
  ofField: OF_FIELD,
  offline: OFFLINE_FAULTS,
  recoveryCookieOff:
    'Ihr Browser hat das Cookie nicht behalten, das den Link an ihn bindet, deshalb funktioniert der Link hier nicht. Erlauben Sie Cookies für diese Website und fordern Sie einen neuen Link an. Wenn Sie vor mehr als zehn Minuten gefragt haben, ist der Link abgelaufen.',
  passwordRefused: {
    ill_formed: 'Dieses Passwort hat Zeichen, die nicht lesbar sind. Geben Sie es noch einmal ein.',
    too_short: 'Nehmen Sie mindestens 8 Zeichen.',
    too_long: 'Nehmen Sie höchstens 256 Zeichen.',
    guessed: `Dieses Passwort steht auf einer Liste, die Angreifer zuerst versuchen. ${UNRELATED}`,
    pattern: `Dieses Passwort ist ein Muster, das Angreifer zuerst versuchen. ${UNRELATED}`,
    digits: 'Dieses Passwort ist nur eine Zahl, die leicht zu raten ist. Fügen Sie Wörter hinzu.',
    own_word:
      'Dieses Passwort ist Ihrem Benutzernamen oder dem Namen des Produkts zu ähnlich. Wählen Sie ein anderes.',
  },
  wait: (seconds) =>
    `Zu viele Versuche. Warten Sie ${wait(seconds)} und versuchen Sie es dann wieder. Es ist nichts gesperrt.`,
  releaseTooSoon: (next) =>
    `Vor Kurzem wurde ein Platz freigegeben. Die nächste Freigabe ist am ${day(next)} möglich.`,
  releaseLimit: (perYear) =>
    `Die Grenze von ${count(perYear, { one: 'Freigabe', other: 'Freigaben' })} im Jahr ist erreicht. Ab Januar können Sie wieder einen Platz freigeben. Vorher kann der Verkäufer es für Sie tun.`,
  releaseKept: (perYear) =>
    `Die Lizenz hat ${count(perYear, { one: 'Freigabe', other: 'Freigaben' })} im Jahr. Der Rest dieses Jahres bleibt dem Inhaber vorbehalten: Bitten Sie ihn, den Platz freizugeben.`,
  malformed: 'Das Formular kam unvollständig an. Füllen Sie es noch einmal aus.',
});
