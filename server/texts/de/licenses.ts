/** The German words for licenses, their machines, and what can be done with a license or machine. */

import type { Formats } from '../../locale/formats.ts';
import type { Texts } from '../en/catalogue.ts';

/** After "von", the nouns are in the dative. */
const OF_SEATS = { one: 'Platz', other: 'Plätzen' };
const OF_RELEASES = { one: 'Freigabe', other: 'Freigaben' };
const MACHINES = { one: 'Gerät', other: 'Geräte' };
const DAYS = { one: 'Tag', other: 'Tage' };
const IN_DAYS = { one: 'Tag', other: 'Tagen' };
const BACK = 'Zurück zur Lizenz';

export const licensesTexts = ({ count, day, number }: Formats): Texts['licenses'] => ({
  heading: 'Ihre Lizenzen',
  noneHeading: 'Noch keine Lizenzen',
  none: 'Fügen Sie eine Lizenz mit ihrem Schlüssel hinzu. Der Schlüssel steht in der E-Mail zu Ihrem Kauf.',
  seats: (used, seats) => `${number(used)} von ${count(seats, OF_SEATS)} belegt`,
  valid: 'Gültig',
  ending: 'Endet bald',
  ended: 'Beendet',
  suspended: 'Ausgesetzt',
  revoked: 'Widerrufen',
  perpetual: 'Endet nicht',
  ends: (last) => `Endet am ${day(last)}`,
  endedOn: (last) => `Endete am ${day(last)}`,
  suspendedOn: (since) => `Ausgesetzt seit ${day(since)}`,
  revokedOn: (since) => `Widerrufen am ${day(since)}`,
  keptUntil: (last) => `Wird nicht mehr verkauft. Gelöscht nach ${day(last)}`,
  offered: (product, last) => `Ihnen wird ein Platz von ${product} angeboten, bis ${day(last)}.`,
  seeOffer: 'Angebot ansehen',
  shared: (member) => `Jemand teilt sie mit Ihnen. Sie sind ${member}.`,
  addHeading: 'Lizenz hinzufügen',
  addLead:
    'Geben Sie den Schlüssel einer weiteren Lizenz ein, um sie hier zu sehen. Sie gehört dann Ihnen, wenn sie noch in keinem Konto ist.',
  claim: 'Kein Schlüssel, oder die Lizenz ist in einem anderen Konto? Weisen Sie die Kaufadresse nach',
  add: 'Lizenz hinzufügen',
  activate: 'App mit ihrem Code aktivieren',
});

export const licenseTexts = ({ day }: Formats): Texts['license'] => ({
  terms: 'Lizenzbedingungen',
  standing: 'Status',
  seats: 'Plätze',
  floating: 'Gleitende Lizenz',
  floatingSeats:
    'Geräte teilen sich die Plätze. Jedes hat einen, solange seine App offen ist, und einige Zeit nach seiner letzten Verbindung. Wir speichern, wann das endet, und keine früheren Zeiten.',
  updates: 'Updates',
  updatesUntil: (last) => `Bis ${day(last)}`,
  updatesAlways: 'So lange wie die Lizenz',
  features: 'Funktionen',
  featureUntil: (mark, last) => `${mark} (bis ${day(last)})`,
  featureEnded: (mark, last) => `${mark} (endete am ${day(last)})`,
  since: 'In diesem Konto',
  sinceDay: (first) => `Seit ${day(first)}`,
  key: 'Lizenz\u00ADschlüssel',
  showKey: 'Schlüssel anzeigen',
  part: 'Ihre Rolle',
  parts: {
    owner: () => 'Inhaber',
    manager: (member) => `Mitverwalter, als ${member}`,
    member: (member) => `Mitglied, als ${member}, mit einem Platz`,
  },
  toMembers: 'Mitglieder dieser Lizenz',
  leave: 'Lizenz verlassen…',
  holder: 'Gerät von',
  ownersMachine: 'dem Inhaber',
  makeKey: 'Noch kein Schlüssel: einen erstellen',
  keyImported: 'Nur in der E-Mail zu Ihrem Kauf',
  suspendedNote:
    'Apps stoppen, sobald sie das nächste Mal den Server erreichen, und laufen wieder, wenn die Lizenz wieder gilt.',
  noReason: 'Der Verkäufer hat hier keinen Grund genannt. Fragen Sie ihn.',
  reason: (reason) => `Grund des Verkäufers: ${reason}`,
  revokedNote:
    'Apps stoppen, sobald sie das nächste Mal den Server erreichen. Wenn Sie das für einen Irrtum halten, fragen Sie den Verkäufer.',
  endedNote:
    'Es können keine weiteren Geräte aktiviert werden. Um die Lizenz zu verlängern, wenden Sie sich an den Verkäufer; Ihre Plätze bleiben gleich.',
  retired: (last) =>
    `Der Verkäufer hat den Verkauf dieses Produkts eingestellt. Nach ${day(last)} löschen wir alles, was wir über diese Lizenz speichern, und keine App kann mehr mit ihr aktiviert werden. Bis dahin funktioniert sie wie bisher.`,
  copiesLead:
    'Diese Lizenz scheint an zwei Orten zu laufen. Zwei Geräte haben die Aktivierung eines Geräts benutzt, etwa nachdem sein Datenträger kopiert wurde.',
  copiesFound: (machine, first, last) =>
    first === last
      ? `${machine}: gefunden am ${day(first)}`
      : `${machine}: gefunden am ${day(first)}, zuletzt am ${day(last)}`,
  copiesObject:
    'Wenn das ein Irrtum ist, sagen Sie es dem Verkäufer, der diesen Eintrag verwerfen kann. Wir speichern nur diese Tage und eine Anzahl und löschen sie mit der Aktivierung.',
  notes: 'Hinweise des Verkäufers',
  note: (action, on) => `${action}, ${day(on)}`,
  machines: 'Geräte',
  noMachinesHeading: 'Kein Gerät nutzt diese Lizenz',
  noMachines:
    'Starten Sie die App und geben Sie dort den Lizenzschlüssel ein, oder melden Sie sich aus der App an. Das Gerät erscheint dann hier.',
  select: (machine) => `${machine} auswählen`,
  activated: 'Aktiviert',
  lastSeen: 'Zuletzt gesehen',
  network: 'Netz',
  noNetwork: 'Nicht gespeichert',
  username: 'Benutzer\u00ADname',
  leaseEnds: 'Lizenz\u00ADnachweis bis',
  lapsed: 'Abgelaufen: Ein anderes Gerät kann den Platz belegen',
  releaseChosen: 'Ausgewählte Geräte freigeben …',
  releaseLead:
    'Wählen Sie Geräte, auf denen die App nicht mehr genutzt wird. Die nächste Seite zeigt, was geschieht, bevor etwas ausgeführt wird.',
  names:
    'Jedes Gerät hat einen Namen aus zwei Wörtern, den auch seine App zeigt. Der Name ist aus einer Zufallszahl gebildet und sagt nichts über das Gerät.',
});

export const releaseTexts = ({ count, day, number }: Formats): Texts['release'] => ({
  heading: (machines) =>
    machines === 1 ? 'Dieses Gerät freigeben?' : `${count(machines, MACHINES)} freigeben?`,
  seatFree: 'Der Platz ist sofort frei, und ein anderes Gerät kann ihn nutzen.',
  appStops:
    'Die App auf einem freigegebenen Gerät stoppt, sobald sie das nächste Mal den Server erreicht. Es geht keine Arbeit verloren.',
  offline: (last) => `Auf einem Gerät, das offline bleibt, kann die App bis zum ${day(last)} laufen.`,
  forgets:
    'Wir löschen, was wir über das Gerät speichern: Gerätekennungen, Netz, Benutzername und Bezeichnung.',
  ruleHeading: 'Was geschieht',
  noRule: 'Sie können Geräte freigeben, so oft Sie möchten.',
  coolDown: (days, next) => `Die nächste Freigabe ist in ${count(days, IN_DAYS)} möglich, am ${day(next)}.`,
  yearly: (left, perYear) =>
    `Diese Lizenz hat dieses Jahr noch ${number(left)} von ${count(perYear, OF_RELEASES)}. Jedes Gerät braucht eine.`,
  oneAtATime: (days) =>
    `Zwischen zwei Freigaben müssen ${count(days, DAYS)} liegen. Gehen Sie zurück und wählen Sie ein Gerät.`,
  tooMany: (left) =>
    `Dieses Jahr sind nur noch ${count(left, OF_RELEASES)} übrig. Gehen Sie zurück und wählen Sie weniger Geräte.`,
  impossible: 'Zurzeit kann kein Gerät freigegeben werden',
  submit: (machines) =>
    machines === 1 ? 'Dieses Gerät freigeben' : `${count(machines, MACHINES)} freigeben`,
  cancel: 'Abbrechen',
  back: BACK,
});

export const MACHINE: Texts['machine'] = {
  nickname: 'Bezeichnung',
  nicknameHint:
    'Hilft Ihnen, das Gerät wiederzuerkennen, etwa „Studio links“. Sie, der Inhaber und die Mitverwalter der Lizenz sehen sie, und auch der Verkäufer, wenn er nachsieht, was gespeichert ist. Um sie zu entfernen, lassen Sie das Feld leer.',
  save: 'Speichern',
  release: 'Dieses Gerät freigeben …',
  detailsHeading: (name) => `Was wir über „${name}“ speichern`,
};

export const SHOW_KEY: Texts['showKey'] = {
  heading: 'Ihr Lizenzschlüssel',
  lead: 'Wir speichern keine Schlüssel. Geben Sie die E-Mail-Adresse ein, mit der Sie gekauft haben, und wir leiten Ihren Schlüssel neu ab.',
  submit: 'Schlüssel anzeigen',
  shown: 'Ihr Lizenzschlüssel',
  keep: 'Wer den Schlüssel hat, kann Ihre Plätze nutzen und diese Lizenz sehen. Verwahren Sie ihn wie ein Passwort.',
  makeHeading: 'Einen Lizenzschlüssel erstellen',
  makeLead:
    'Diese Lizenz hat keine E-Mail-Adresse, aus der wir einen Schlüssel ableiten könnten. Geben Sie Ihr Passwort ein, um einen zu erstellen. Frühere Schlüssel dieser Lizenz enden; aktivierte Geräte laufen weiter.',
  make: 'Schlüssel erstellen',
  once: 'Kopieren Sie den Schlüssel jetzt: Er wird nur einmal angezeigt. Wer ihn hat, kann Ihre Plätze nutzen. Wenn Sie ihn verlieren, erstellen Sie einen anderen.',
  toEmail: 'Mit dem Schlüssel können Sie der Lizenz Ihre E-Mail-Adresse geben',
  cannotHeading: 'Dieser Schlüssel kann nicht angezeigt werden',
  imported:
    'Der Schlüssel stammt aus einem anderen System, und wir speichern nur einen Hashwert mit geheimem Schlüssel. Sie finden ihn in der E-Mail zu Ihrem Kauf.',
  absent: 'Dieser Server kann keine Schlüssel ableiten. Lassen Sie sich den Schlüssel per E-Mail senden.',
  byMail: 'Per E-Mail senden lassen',
  back: BACK,
};
