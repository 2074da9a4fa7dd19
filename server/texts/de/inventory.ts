/**
 * The German words for what is stored: each table, in which form its values are stored, on what legal basis and how
 * long, and what operators did with the data.
 */

import type { Formats } from '../../locale/formats.ts';
import type { Texts } from '../en/catalogue.ts';
import { PURPOSES } from './purposes.ts';

type InventoryTexts = Texts['inventory'];

const TABLES: InventoryTexts['tables'] = {
  licenses: 'Lizenz: das Recht, ein Produkt auszuführen',
  license_keys:
    'Lizenzschlüssel: nur Hashwerte mit geheimem Schlüssel; ein Lizenzschlüssel selbst wird nie gespeichert',
  orders: 'Bestellungen: die Bestellnummer des Zahlungsanbieters',
  activations: 'Aktivierungen: ein Platz, den ein Gerät belegt',
  device_tags:
    'Gerätekennungen: Hashwerte mit geheimem Schlüssel von den Netzwerkadaptern eines Geräts, höchstens vier',
  trials:
    'Testphasen: ein Hashwert mit geheimem Schlüssel von einem Gerät und der erste Tag seiner Testphase; kein Konto, keine Lizenz',
  forks:
    'Abzweigungen: was über zwei Geräte bekannt ist, die eine Aktivierung zu benutzen scheinen; die meisten Aktivierungen haben keine',
  accounts: 'Ihr Konto',
  owners: 'Lizenzen in Ihrem Konto',
  nicknames: 'Bezeichnungen Ihrer Geräte',
  members: 'Mitglieder einer Lizenz',
  member_offers: 'Angebote und Einladungen an Mitglieder',
  member_machines: 'Geräte von Mitgliedern',
  transfers: 'Lizenzen, die einem neuen Inhaber angeboten sind',
  takeovers: 'Lizenzen, die jemand übernehmen möchte',
  sign_ins: 'Apps, die auf ihre Lizenz warten',
  support_bundles: 'Dateien, die Sie aus einer App an den Support gesendet haben',
  disclosures: 'Weitergaben Ihrer Daten an andere',
  coupons: 'Gutscheine, die eine Lizenz verlängern oder Plätze hinzufügen, und wie oft jeder benutzt wurde',
  coupon_uses: 'Einlösungen von Gutscheinen: Hashwerte mit geheimem Schlüssel, ohne Konto und Lizenz',
  holds: 'Rechtliche Sperren auf Ihren Daten: Sie werden aufbewahrt, bis die Sperre aufgehoben ist',
  rights_requests: 'Anträge zu personenbezogenen Daten',
  rights_subjects: 'Lizenzen und Konten, von denen ein Antrag handelt',
  restrictions: 'Einschränkungen der Verarbeitung Ihrer Daten und Widersprüche',
  sessions: 'Angemeldete Browser',
  recovery_codes: 'Wiederherstellungscodes: nur Hashwerte; jeder Code öffnet das Konto einmal',
  links: 'Einmal-Links, zehn Minuten gültig; auch unbekannte Adressen bekommen einen, der nichts öffnet',
  attempts:
    'Was begrenzt ist, einen Tag lang gezählt: fehlgeschlagene Anmeldungen, für bekannte wie unbekannte Benutzernamen, zu einer Lizenz eingegebene E-Mail-Adressen und Konten durch Einladungen',
  known_browsers:
    'Bekannte Browser, in denen ein falsches Passwort eingegeben wurde oder die wir auf Ihren Wunsch vergessen haben',
  expiry_notices: 'Lizenzenden, über die Sie benachrichtigt wurden',
  mails: 'E-Mails, die auf den Versand warten; nur das Versandprogramm kann sie lesen',
  key_mails: 'Lizenzschlüssel, die an Sie gesendet und noch nicht zugestellt wurden',
  products: 'Produkte und ihre Bedingungen',
  operator_tokens: 'Token der Betreiber für die JSON-API',
  operator_actions: 'Was Betreiber mit einer Lizenz getan oder über sie nachgesehen haben',
  audit_leaves: 'Die Prüfkette: ein Blatt für jede Handlung eines Betreibers, aus dem niemand zu finden ist',
  audit_head: 'Das letzte Blatt der Prüfkette',
  idempotency:
    'Anfragen der Betreiber aus den letzten 24 Stunden, damit eine wiederholte Anfrage nur einmal ausgeführt wird',
  receipts: 'Was jeder Löschlauf und jede Löschung entfernt hat, mit signiertem Beleg',
  tasks: 'Regelmäßige Aufgaben und wann sie zuletzt liefen',
  confirmed_day: 'Der bestätigte Tag, an dem eine falsche Uhr erkannt wird',
  duties: 'Welcher Server eine regelmäßige Aufgabe zurzeit ausführt',
  marks: 'Fingerabdrücke der Geheimnisse und des Stammschlüssels, zu denen diese Datenbank gehört',
  retention: 'Wie lange der Anbieter aufbewahrt, was er nicht für die übliche Frist aufbewahrt',
  policies: 'Veröffentlichte Fassungen der Datenschutzerklärung: was jede angibt und ab welchem Tag',
  erasure_counts: 'Wie oft etwas gelöscht wurde, damit eine wiederhergestellte Datenbank erkannt wird',
  schema_migrations: 'Schemaänderungen, die in dieser Datenbank angewendet wurden',
  counts: 'Ergebnisse von Anfragen nach Produkt und Tag: nur Summen, keine Zeile für eine einzelne Anfrage',
  telemetry_counts:
    'Summen der SDK-Berichte für noch nicht veröffentlichte Wochen, geschrieben nach 20 Berichten oder am Ende einer Woche',
  telemetry_figures:
    'Veröffentlichte Telemetriezahlen mit Rauschen, ohne kleine Zahlen; und Wochen, die bei einer Wiederherstellung verloren gingen',
};

/** Each moment is in the dative with its article, so that it can follow "nach" and "bis zu". */
const MOMENTS: InventoryTexts['moments'] = {
  'licenses.ends_day': 'dem Ende der Lizenz',
  'licenses.revoked_day': 'dem Widerruf',
  'licenses.idle_day': 'dem letzten Gerät',
  'orders.day': 'der Bestellung',
  'orders.severed_day': 'der Löschung Ihrer Daten',
  'activations.network_day': 'dem Tag, an dem das Netz zuletzt gesehen wurde',
  'activations.seat_ends_day': 'dem Ende der Kulanzfrist',
  'trials.day': 'dem Beginn der Testphase',
  'sessions.ends_hour': 'dem Ende der Anmeldung',
  'member_offers.ends_day': 'dem letzten Tag des Angebots',
  'transfers.ends_day': 'dem letzten Tag des Angebots',
  'takeovers.ends_day': 'dem letzten Tag der Übernahme oder der Sperre nach einer Ablehnung',
  'sign_ins.ends_hour': 'dem Ende der App-Anmeldung',
  'support_bundles.received_day': 'dem Empfang der Datei',
  'disclosures.last_day': 'dem letzten Tag der Weitergabe',
  'coupons.ends_day': 'dem letzten Tag des Gutscheins',
  'coupon_uses.ends_day': 'dem letzten Tag des Gutscheins',
  'holds.lifted_day': 'der Aufhebung der Sperre',
  'rights_requests.closed_day': 'dem Abschluss des Antrags',
  'rights_requests.answer_ends_day': 'dem letzten Tag des Links zur Antwort',
  'rights_subjects.ends_day': 'dem letzten Tag der Antwort oder zwölf Monaten nach einem Auskunftsantrag',
  'links.hour': 'dem Erstellen des Links',
  'attempts.hour': 'der letzten Zählung',
  'known_browsers.day': 'der Anmeldung',
  'mails.hour': 'dem Schreiben der E-Mail',
  'key_mails.day': 'dem Versand des Schlüssels',
  'operator_actions.hour': 'der Handlung',
  'operator_actions.held_until_day': 'dem Tag, bis zu dem sie Ihnen nicht mitgeteilt wird',
  'operator_tokens.expires_day': 'dem letzten Tag des Tokens',
  'operator_tokens.revoked_day': 'dem Widerruf des Tokens',
};

const CONDITIONS: InventoryTexts['conditions'] = {
  'activations.released_day': 'wenn der Platz freigegeben wurde',
  'activations.lapsed_day': 'wenn niemand den Platz freigab',
};

const BASES: InventoryTexts['bases'] = {
  contract: 'Vertrag (Art. 6 Abs. 1 Buchst. b DSGVO)',
  legalObligation: 'rechtliche Verpflichtung (Art. 6 Abs. 1 Buchst. c DSGVO)',
  legitimateInterest: 'berechtigtes Interesse (Art. 6 Abs. 1 Buchst. f DSGVO)',
  noPersonalData: 'keine personenbezogenen Daten',
};

const SOURCES: InventoryTexts['sources'] = {
  customer: 'Sie selbst',
  app: 'eine App auf Ihrem Gerät',
  seller: 'der Shop, der die Lizenz verkauft hat',
  others: 'ein anderer Kunde',
  staff: 'unser Personal',
  server: 'von unserem Server erzeugt',
};

const FORMS: InventoryTexts['form'] = {
  plain: 'unverändert gespeichert',
  keyed: 'Hashwert mit geheimem Schlüssel, nicht umkehrbar',
  hashed: 'Hashwert, nicht umkehrbar',
  sealed: 'verschlüsselt',
  random: 'Zufallszahl',
  day: 'Datum',
  hour: 'Datum und Stunde',
  second: 'Datum und Uhrzeit',
  week: 'Woche',
  count: 'Zahl',
};

const ACTIONS: InventoryTexts['actions'] = {
  'activation list': 'Geräte Ihrer Lizenz angesehen',
  'activation release': 'Gerät freigegeben',
  'bundle delete': 'Eine Datei gelöscht, die Sie an den Support gesendet haben',
  'bundle open': 'Eine Datei geöffnet, die Sie an den Support gesendet haben',
  'clock confirm': 'Uhr des Servers bestätigt',
  'coupon create': 'Einen Gutschein erstellt',
  'coupon end': 'Einen Gutschein beendet',
  'disclosure add': 'Eingetragen, an wen Ihre Daten weitergegeben wurden',
  'disclosure end': 'Eine Weitergabe Ihrer Daten beendet',
  'disclosure remove': 'Eine irrtümlich eingetragene Weitergabe entfernt',
  erasure: 'Ihre Daten gelöscht',
  'erasure planned': 'Angesehen, was eine Löschung entfernen würde',
  'farewell publish': 'Alle Lizenzprüfungen eines Produkts beendet',
  'hold add': 'Ihre Daten durch eine rechtliche Sperre vor der Löschung bewahrt',
  'hold lift': 'Eine rechtliche Sperre auf Ihren Daten aufgehoben',
  'hold review': 'Eine rechtliche Sperre auf Ihren Daten geprüft',
  'product reinstate': 'Ein eingestelltes Produkt wieder aufgenommen',
  'product retire': 'Ein Produkt eingestellt: Seine Daten werden nach einem Tag gelöscht',
  'license bulk issue': 'Lizenzen aus einer Datei ausgestellt',
  'license correct': 'Bestellung Ihrer Lizenz berichtigt',
  'license disown': 'Ihre Lizenz aus einem Konto genommen',
  'license export': 'Lizenzen ohne personenbezogene Daten exportiert',
  'license find': 'Ihre Lizenz über die E-Mail-Adresse gesucht',
  'license forgive': 'Verworfen, was über Kopien Ihrer Geräte gefunden wurde',
  'license holdings': 'Die Daten angesehen, die über Sie gespeichert sind',
  'license issue': 'Ihre Lizenz ausgestellt',
  'license key issued anew': 'Ihren Lizenzschlüssel neu ausgestellt',
  'license key shown again': 'Ihren Lizenzschlüssel noch einmal angezeigt',
  'license reinstate': 'Ihre Lizenz wieder in Kraft gesetzt',
  'license renew': 'Ihre Lizenz verlängert',
  'license revoke': 'Ihre Lizenz widerrufen',
  'license seats': 'Anzahl der Plätze geändert',
  'license entitlements': 'Funktionen geändert',
  'license show': 'Ihre Lizenz angesehen',
  'license suspend': 'Ihre Lizenz ausgesetzt',
  'license takeover': 'Die Lizenz mit ihrer E-Mail-Adresse übernommen',
  'license transfer': 'Die Lizenz auf ein anderes Konto übertragen',
  'notice of news': 'Neuigkeiten an Kunden gesendet, die sie wünschten',
  'notice of policy': 'Über geänderte Regeln benachrichtigt',
  'policy release': 'Eine Fassung der Datenschutzerklärung veröffentlicht',
  'request answer': 'Ihren Antrag zu Ihren Daten beantwortet',
  'request close': 'Ihren Antrag zu Ihren Daten geschlossen',
  'request extend': 'Die Frist Ihres Antrags zu Ihren Daten verlängert',
  'request refuse': 'Ihren Antrag zu Ihren Daten abgelehnt',
  'request show': 'Ihren Antrag zu Ihren Daten angesehen',
  'takeover grant': 'Die Übernahme der Lizenz bewilligt',
  'takeover refuse': 'Die Übernahme der Lizenz abgelehnt',
};

const DAYS = { one: 'Tag', other: 'Tage' };

const PERIODS = {
  hour: { one: 'Stunde', other: 'Stunden' },
  day: DAYS,
  week: { one: 'Woche', other: 'Wochen' },
  year: { one: 'Jahr', other: 'Jahre' },
};

const LOOK_PURPOSES: InventoryTexts['lookPurposes'] = {
  support: 'Sie hatten um Hilfe gebeten',
  order: 'Wegen einer Bestellung, Zahlung oder Erstattung',
  abuse: 'Verdacht auf Missbrauch',
  legal: 'Eine gesetzliche Pflicht oder eines Ihrer Rechte',
  maintenance: 'Arbeit an einem Fehler des Servers',
};

/** Die Klassen rechtlicher Sperren und ihre Gründe. */
const HELD: InventoryTexts['held'] = {
  all: 'Alles zur Lizenz oder zum Konto',
  license: 'Die Lizenz, ihre Schlüssel und Bestellungen',
  machines: 'Geräte der Lizenz',
  account: 'Das Konto',
};
const HELD_BASES: InventoryTexts['heldBases'] = {
  order: 'ein Gericht oder eine Behörde hatte es untersagt (Art. 23 DSGVO)',
  investigation: 'es hätte die Ermittlung einer Straftat gefährdet (Art. 23 Abs. 1 lit. d DSGVO)',
  others: 'es hätte die Rechte anderer Personen gefährdet (Art. 23 Abs. 1 lit. i DSGVO)',
};

const HOLD_REASONS: InventoryTexts['holdReasons'] = {
  claim: 'Ein Rechtsanspruch (Art. 17 Abs. 3 lit. e DSGVO)',
  order: 'Die Anordnung eines Gerichts oder einer Behörde (Art. 17 Abs. 3 lit. b DSGVO)',
  law: 'Eine gesetzliche Pflicht (Art. 17 Abs. 3 lit. b DSGVO)',
};

export const inventoryTexts = ({ count }: Formats): InventoryTexts => {
  const until = (forms: typeof DAYS) => (length: number, moment: string) =>
    length === 0 ? `bis ${toMoment(moment)}` : `${count(length, forms)} nach ${moment}`;
  return {
    tables: TABLES,
    purposes: PURPOSES,
    bases: BASES,
    sources: SOURCES,
    form: FORMS,
    kept: {
      untilAbandoned: (days) =>
        `bis zur Löschung oder ${count(days, DAYS)} nach der letzten Anmeldung, wenn dann kein Lizenznachweis gilt`,
      untilLifted: () => 'bis Sie sie beenden',
      whileSold: () => 'so lange der Anbieter es verkauft',
      rowPerJob: () => 'eine Zeile je Aufgabe',
      oneRow: () => 'eine Zeile',
      fingerprints: () => 'wenige Zeilen, um einen Server mit anderen Geheimnissen abzuweisen',
      rowPerFolder: () => 'eine Zeile je Datenordner eines Servers',
      rowPerClass: () => 'eine Zeile je Aufbewahrungsfrist, die der Anbieter gesetzt hat',
      rowPerPolicy: () => 'eine Zeile je Fassung, damit frühere lesbar bleiben',
      rowPerAction: (): string =>
        'auf Dauer: ein Blatt lässt sich nicht mehr lesen, wenn seine Handlung gelöscht ist',
      rowPerMigration: () => 'eine Zeile je Schemaänderung',
    },
    moments: MOMENTS,
    until: {
      hour: until(PERIODS.hour),
      day: until(PERIODS.day),
      week: until(PERIODS.week),
      year: until(PERIODS.year),
    },
    where: (end, condition) => `${end}, ${condition}`,
    conditions: CONDITIONS,
    ends: (ends) => `Aufbewahrt: ${ends.join(' oder ')}.`,
    keptWith: (table) => `so lange wie „${table}“`,
    held: HELD,
    holdReasons: HOLD_REASONS,
    heldBases: HELD_BASES,
    heldLook: (basis, until) => `Wir haben Sie bis zum ${until} nicht benachrichtigt: ${basis}`,
    actions: ACTIONS,
    lookPurposes: LOOK_PURPOSES,
  };
};

/** A moment after "bis": "dem Ende" becomes "zum Ende". */
function toMoment(moment: string): string {
  return moment.replace(/^dem /, 'zum ').replace(/^der /, 'zur ');
}
