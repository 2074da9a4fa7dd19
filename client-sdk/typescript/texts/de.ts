/** The texts in German. */
import type { CheckState } from '../lease/check.ts';
import type { Sentences, WrittenDays } from './sentences.ts';

const DAY = new Intl.DateTimeFormat('de-DE', { dateStyle: 'long', timeZone: 'UTC' });

const by = (day: string | undefined): string => (day === undefined ? '' : ` bis zum ${day}`);
const ended = ({ licenseEndsOn: day }: WrittenDays): string =>
  day === undefined ? 'Die Lizenz ist beendet.' : `Die Lizenz endete am ${day}.`;
const unconfirmed = ({ leaseEndsOn: day }: WrittenDays): string =>
  `Die Lizenz wurde seit dem ${day ?? 'Ende des Lizenznachweises'} nicht bestätigt.`;
const duringNotice = ({ noticeEndsOn: day }: WrittenDays, state: CheckState): string =>
  state === 'stale'
    ? ` Bis ${day === undefined ? 'zum Ende der Frist' : `zum ${day}`} funktioniert alles.`
    : '';

const inTrial = ({ endsOn, daysLeft }: NonNullable<WrittenDays['trial']>): string =>
  `Dies ist eine Testphase. ${daysLeft > 1 ? `Es bleiben ${daysLeft} Tage, bis zum ${endsOn}.` : 'Heute ist ihr letzter Tag.'}`;

const AGAIN = 'Versuchen Sie es dann noch einmal.';
const ACTIVATE_AGAIN =
  'Aktivieren Sie noch einmal mit Ihrem Lizenzschlüssel. Der Lizenznachweis auf diesem Gerät gilt bis zu seinem Ende weiter.';
const WORK_STAYS = 'Ihre Arbeit bleibt zum Ansehen, Speichern und Exportieren offen;';
const USERNAME_FORM =
  'Nehmen Sie 2 bis 32 Buchstaben (a bis z), Ziffern, Punkte, Binde- oder Unterstriche. Beginnen Sie mit einem Buchstaben oder einer Ziffer. Nehmen Sie weder eine Adresse noch eine Telefonnummer.';

export const GERMAN: Sentences = {
  day: (day) => DAY.format(day),
  checks: {
    lease_valid: ({ trial }) => (trial ? inTrial(trial) : 'Diese App ist auf diesem Gerät lizenziert.'),
    machine_unconfirmed: ({ trial }) =>
      trial
        ? inTrial(trial)
        : 'Diese App ist lizenziert. Die Netzwerkadapter dieses Geräts sind ausgeschaltet oder verborgen, deshalb wird die Lizenz bei der nächsten Erneuerung bestätigt.',
    lease_ended: (days) =>
      `${unconfirmed(days)} Verbinden Sie sich${by(days.graceEndsOn)} mit dem Internet; bis dahin funktioniert alles.`,
    license_in_grace: (days) =>
      `${ended(days)} Einige Tage lang funktioniert noch alles; verlängern Sie die Lizenz und verbinden Sie sich dann mit dem Internet.`,
    key_removed: (days) =>
      `Die Lizenz muss neu bestätigt werden. Verbinden Sie sich${by(days.graceEndsOn)} mit dem Internet; bis dahin funktioniert alles.`,
    clock_behind: () =>
      'Die Uhren dieses Geräts und des Lizenzservers weichen voneinander ab. Prüfen Sie Datum und Uhrzeit und verbinden Sie sich dann mit dem Internet, um die Lizenz zu bestätigen.',
    grace_ended: (days) =>
      `${unconfirmed(days)} ${WORK_STAYS} verbinden Sie sich mit dem Internet, um weiterzuarbeiten.`,
    license_ended: (days) =>
      days.trial
        ? `Die Testphase endete am ${days.trial.endsOn}. Geben Sie einen Lizenzschlüssel ein, um weiterzuarbeiten.`
        : `${ended(days)} Verlängern Sie sie und verbinden Sie sich dann mit dem Internet, oder geben Sie den neuen Lizenzschlüssel ein.`,
    no_activation: () => 'Geben Sie Ihren Lizenzschlüssel ein, um diese App auf diesem Gerät zu aktivieren.',
    released: () =>
      'Der Platz dieses Geräts wurde freigegeben. Geben Sie einen Lizenzschlüssel ein, um die App hier wieder zu nutzen.',
    returned: () =>
      'Der Platz dieses Geräts wurde zurückgegeben. Verbinden Sie sich mit dem Internet und öffnen Sie die App noch einmal, um einen freien Platz zu nutzen.',
    suspended: (days, state) =>
      `Die Lizenz wurde ausgesetzt.${duringNotice(days, state)} Wenden Sie sich an den Verkäufer und verbinden Sie sich dann mit dem Internet.`,
    revoked: (days, state) =>
      `Die Lizenz wurde widerrufen.${duringNotice(days, state)} Wenden Sie sich an den Verkäufer oder geben Sie einen anderen Lizenzschlüssel ein.`,
    wrong_machine: (_days, state) =>
      state === 'limited'
        ? `Dieses Gerät hat andere Netzwerkadapter als das aktivierte. ${WORK_STAYS} verbinden Sie sich mit dem Internet, um weiterzuarbeiten.`
        : 'Diese App wurde auf einem Gerät mit anderen Netzwerkadaptern aktiviert. Verbinden Sie sich mit dem Internet, um dieses zu bestätigen; bis dahin funktioniert einige Tage lang alles.',
    wrong_product: () =>
      'Die Lizenz auf diesem Gerät ist für ein anderes Produkt. Geben Sie einen Lizenzschlüssel für dieses ein.',
    wrong_issuer: () =>
      'Die Lizenz auf diesem Gerät kommt von einem anderen Verkäufer. Geben Sie Ihren Lizenzschlüssel ein.',
    lease_untrusted: () =>
      'Die Lizenzdaten auf diesem Gerät sind beschädigt. Verbinden Sie sich mit dem Internet, um sie zu reparieren, oder geben Sie Ihren Lizenzschlüssel ein.',
    farewell: () => 'Diese App braucht keine Lizenz mehr. Ihr Anbieter hat alle Lizenzprüfungen beendet.',
    state_unreadable: () =>
      'Die Lizenzdaten auf diesem Gerät können nicht gelesen werden. Prüfen Sie die Zugriffsrechte des Ordners der App oder geben Sie Ihren Lizenzschlüssel ein.',
  },
  overLease: (after) => `Was läuft, läuft weiter, bis Sie es beenden. Danach: ${after}`,
  events: {
    renewed: ({ licenseEndsOn: day }) =>
      day === undefined
        ? 'Die Lizenz wurde ohne Ende verlängert.'
        : `Die Lizenz wurde bis zum ${day} verlängert.`,
    ending_soon: ({ licenseEndsOn: day, trial }) =>
      trial
        ? `Die Testphase endet am ${trial.endsOn}. Geben Sie einen Lizenzschlüssel ein, um weiterzuarbeiten.`
        : `Die Lizenz endet ${day === undefined ? 'bald' : `am ${day}`}. Verlängern Sie sie, um weiterzuarbeiten.`,
    suspended: () => 'Die Lizenz wurde ausgesetzt. Wenden Sie sich an den Verkäufer.',
    revoked: () => 'Die Lizenz wurde widerrufen. Wenden Sie sich an den Verkäufer.',
    reinstated: () => 'Die Lizenz gilt wieder.',
    released_elsewhere: () =>
      'Der Platz dieses Geräts wurde von anderer Stelle freigegeben. Geben Sie einen Lizenzschlüssel ein, um diese App hier wieder zu nutzen.',
    moved: ({ machineName: name }) =>
      `Ein anderes Gerät nutzt den Platz, den dieses hatte, deshalb hat dieses einen eigenen Platz${name === undefined ? '' : `: ${name}`}.`,
    takeover: () =>
      'Jemand möchte Inhaber dieser Lizenz werden. Wenn sie Ihre ist, können Sie im Kundenportal ablehnen. Diese App läuft in jedem Fall weiter.',
    policy: () =>
      'Die Datenschutzerklärung wird sich ändern. Was sich ab welchem Tag ändert, steht auf der Datenschutzseite des Kundenportals.',
    update_needed: () =>
      'Auf diesem Gerät wurde eine neuere Version dieser App benutzt. Aktualisieren Sie diese.',
  },
  errors: {
    no_network: {
      message: 'Der Lizenzserver ist nicht erreichbar.',
      remedy: `Prüfen Sie die Internetverbindung. ${AGAIN}`,
    },
    proxy_or_captive_portal: {
      message: 'Statt des Lizenzservers hat etwas anderes geantwortet.',
      remedy: `Melden Sie sich im Netz an oder prüfen Sie die Einstellungen des Proxys und die Uhr des Geräts. ${AGAIN}`,
    },
    server_trouble: {
      message: 'Der Lizenzserver kann die Anfrage zurzeit nicht beantworten.',
      remedy: 'Versuchen Sie es später noch einmal.',
    },
    answer_untrusted: {
      message: 'Die Antwort des Lizenzservers konnte nicht geprüft werden.',
      remedy:
        'Versuchen Sie es aus einem anderen Netz noch einmal. Wenn das nicht hilft, wenden Sie sich an den Hersteller dieser App.',
    },
    license_key_malformed: {
      message: 'Dieser Lizenzschlüssel hat einen Tippfehler.',
      remedy: 'Vergleichen Sie ihn mit dem in der E-Mail oder kopieren Sie ihn.',
    },
    not_activated: {
      message: 'Diese App ist auf diesem Gerät nicht aktiviert.',
      remedy: 'Geben Sie den Lizenzschlüssel ein.',
    },
    username_malformed: {
      message: 'Der Lizenzserver akzeptiert diesen Benutzernamen nicht.',
      remedy: USERNAME_FORM,
    },
    aborted: { message: 'Der Vorgang wurde abgebrochen.' },
    state_unwritable: {
      message: 'Die Lizenzdaten konnten nicht geschrieben werden.',
      remedy: `Prüfen Sie, ob der Datenträger Platz hat und die App in ihren Ordner schreiben darf. ${AGAIN}`,
    },
    options_malformed: {
      message: 'Diese App ist fehlerhaft eingerichtet.',
      remedy: 'Wenden Sie sich an den Hersteller dieser App.',
    },
    farewell_refused: {
      message: 'Diese Datei beendet die Lizenzprüfungen dieser App nicht, oder noch nicht.',
      remedy:
        'Nehmen Sie die ganze Datei, die der Anbieter für diese App veröffentlicht hat, und prüfen Sie das Datum dieses Geräts.',
    },
    offline_answer_refused: {
      message: 'Diese Antwort passt nicht zu diesem Gerät, ist veraltet oder wurde unterwegs verändert.',
      remedy:
        'Kopieren Sie den ganzen Text oder die ganze Datei der Antwort noch einmal. Wenn das nicht hilft, erstellen Sie auf diesem Gerät eine neue Anfrage und lassen Sie sie beantworten.',
    },
  },
  causes: {
    offline: {
      message: 'Der Lizenzserver wurde nicht erreicht.',
      remedy: `Prüfen Sie die Internetverbindung und ob eine Firewall diese App blockiert. ${AGAIN}`,
    },
    proxy: {
      message: 'Der Proxy hat diese App nicht mit dem Lizenzserver verbunden.',
      remedy: `Prüfen Sie Adresse und Passwort des Proxys oder wenden Sie sich an die Netzwerkverwaltung. ${AGAIN}`,
    },
    'captive-portal': {
      message: 'Statt des Lizenzservers hat etwas anderes in diesem Netz geantwortet.',
      remedy: `Öffnen Sie eine Webseite im Browser und melden Sie sich im Netz an, wenn es danach fragt. ${AGAIN}`,
    },
    'tls-inspection': {
      message: 'Die verschlüsselte Verbindung führt nicht zum Lizenzserver.',
      remedy:
        'Prüfen Sie Datum und Uhrzeit dieses Geräts. Wenn sie stimmen, bitten Sie die Netzwerkverwaltung um ihr Zertifikat.',
    },
    server: {
      message: 'Der Lizenzserver kann zurzeit nicht antworten oder die Verbindung zu ihm wurde getrennt.',
      remedy: 'Versuchen Sie es später noch einmal.',
    },
    refused: {
      message: 'Der Lizenzserver wurde erreicht und hat abgelehnt.',
      remedy: 'Prüfen Sie den Lizenzschlüssel oder wenden Sie sich an den Verkäufer.',
    },
  },
  severalKeys: {
    message: 'Dieser Text enthält zwei verschiedene Lizenzschlüssel.',
    remedy: 'Geben Sie nur den Schlüssel dieser App ein.',
  },
  refusals: {
    license_key_malformed: {
      message: 'Dieser Lizenzschlüssel hat einen Tippfehler.',
      remedy:
        'Geben Sie einen Schlüssel so ein, wie Sie ihn erhalten haben: 30 Buchstaben und Ziffern in sechs Fünfergruppen.',
    },
    license_key_unknown: {
      message: 'Dieser Lizenzschlüssel ist für dieses Produkt unbekannt.',
      remedy:
        'Prüfen Sie, ob der Schlüssel zu diesem Produkt gehört, oder bitten Sie den Anbieter, Ihre Lizenz zu suchen.',
    },
    license_suspended: {
      message: 'Diese Lizenz ist ausgesetzt.',
      remedy: 'Fragen Sie den Anbieter nach dem Grund. Eine ausgesetzte Lizenz kann wieder gelten.',
    },
    license_revoked: {
      message: 'Diese Lizenz wurde widerrufen.',
      remedy: 'Wenn Sie das für einen Irrtum halten, fragen Sie den Anbieter.',
    },
    license_ended: {
      message: 'Diese Lizenz ist beendet.',
      remedy: 'Verlängern Sie die Lizenz beim Anbieter.',
    },
    seats_taken: {
      message: 'Alle Plätze dieser Lizenz sind belegt.',
      remedy:
        'Geben Sie ein Gerät frei, das Sie nicht mehr nutzen, oder die alte Installation auf diesem Gerät, oder kaufen Sie einen weiteren Platz.',
    },
    seats_in_use: {
      message: 'Alle Plätze dieser Lizenz werden gerade genutzt.',
      remedy:
        'Versuchen Sie es noch einmal, wenn jemand die App beendet hat, oder bitten Sie um einen weiteren Platz. Ein Platz wird auch einige Zeit nach der letzten Verbindung seines Geräts frei.',
    },
    demo_full: {
      message: 'Diese Demo hat heute keine Aktivierung mehr frei.',
      remedy: 'Versuchen Sie es morgen wieder. Jede Aktivierung einer Demo ist nach einem Tag verschwunden.',
    },
    username_required: {
      message: 'Dieses Produkt verlangt zur Aktivierung den Benutzernamen Ihres Kontos.',
      remedy: 'Geben Sie den Benutzernamen Ihres Kontos ein.',
    },
    username_malformed: { message: 'Das ist kein gültiger Benutzername.', remedy: USERNAME_FORM },
    username_unknown: {
      message: 'Diese Lizenz gehört zu einem Konto mit einem anderen Benutzernamen.',
      remedy:
        'Geben Sie den Benutzernamen des Kontos ein, das diese Lizenz hat, oder bitten Sie dessen Inhaber um eine eigene Lizenz.',
    },
    activation_unknown: { message: 'Der Server kennt diese Aktivierung nicht.', remedy: ACTIVATE_AGAIN },
    activation_forked: {
      message: 'Zwei Geräte benutzen dieselbe Aktivierung.',
      remedy:
        'Aktivieren Sie dieses Gerät mit Ihrem Lizenzschlüssel: Es belegt dann einen eigenen Platz. Wenn Sie nur ein Gerät haben, fragen Sie den Anbieter.',
    },
    proof_invalid: {
      message: 'Die Anfrage beweist nicht, dass sie vom aktivierten Gerät kommt.',
      remedy: ACTIVATE_AGAIN,
    },
    release_too_soon: {
      message: 'Vor zu kurzer Zeit wurde schon ein Platz dieser Lizenz freigegeben.',
      remedy: 'Warten Sie das Ende der Wartezeit ab oder bitten Sie den Anbieter, den Platz freizugeben.',
    },
    release_limit_reached: {
      message: 'Alle Freigaben dieser Lizenz für dieses Jahr sind verbraucht.',
      remedy: 'Warten Sie bis zum nächsten Jahr oder bitten Sie den Anbieter, den Platz freizugeben.',
    },
    authorization_pending: {
      message: 'Sie haben noch nicht geantwortet.',
      remedy: 'Geben Sie den Code auf der Seite ein, die die App nennt, und wählen Sie dort eine Lizenz.',
    },
    slow_down: { message: 'Die App fragt zu oft.', remedy: 'Warten Sie einen Moment.' },
    access_denied: {
      message: 'Die Aktivierung wurde im Portal abgelehnt.',
      remedy: 'Wenn das ein Versehen war, melden Sie sich noch einmal aus der App an.',
    },
    expired_token: {
      message: 'Dieser Code ist abgelaufen oder wurde benutzt.',
      remedy: 'Melden Sie sich noch einmal aus der App an: Sie zeigt einen neuen Code.',
    },
    trial_not_offered: {
      message: 'Dieses Produkt hat keine Testphase.',
      remedy: 'Geben Sie einen Lizenzschlüssel ein.',
    },
    trial_over: {
      message: 'Die Testphase dieses Produkts auf diesem Gerät ist vorbei.',
      remedy:
        'Geben Sie einen Lizenzschlüssel ein. Eine weitere Testphase kann zwölf Monate nach dem Beginn der letzten beginnen.',
    },
  },
  unknownRefusal: {
    message: 'Der Lizenzserver hat die Anfrage wegen der Lizenz abgelehnt.',
    remedy: 'Fragen Sie den Anbieter nach dem Grund.',
  },
  reinstall:
    'Dieses Gerät kann nach einer Neuinstallation nicht wiedererkannt werden, deshalb belegt jede neue Installation einen eigenen Platz. War die App hier schon installiert, geben Sie ihren alten Platz im Kundenportal frei oder warten Sie, bis ihr Lizenznachweis und die Kulanzfrist geendet haben.',
};
