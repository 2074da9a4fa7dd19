/** The German words for the members of a license: who may use a seat, and what each sees of the other. */

import type { Formats } from '../../locale/formats.ts';
import type { MEMBERS as ENGLISH, memberTexts as english } from '../en/members.ts';
import type { Texts } from '../en/catalogue.ts';

const MACHINES = { one: 'Gerät', other: 'Geräte' };

export const MEMBERS: typeof ENGLISH = {
  heading: 'Mitglieder',
  lead: 'Ein Mitglied nutzt einen Platz dieser Lizenz. Mitglieder sehen den Lizenzschlüssel nie: Sie aktivieren die App durch Anmelden.',
  none: 'Noch ist niemand Mitglied.',
  noMachine: 'Kein Gerät',
  manager: 'Mitverwalter',
  you: 'Sie',
  change: 'Ändern oder entfernen',
  leave: 'Verlassen',
  offersHeading: 'Offene Angebote',
  withdraw: 'Zurücknehmen',
  offerHeading: 'Einen Platz anbieten',
  offerLead:
    'Geben Sie den Benutzernamen eines Kontos ein. Die Person sieht das Angebot im Portal und wird Mitglied, wenn sie es annimmt. Wir sagen nicht, ob ein Konto diesen Namen hat.',
  offer: 'Platz anbieten',
  inviteHeading: 'Mit einem Link einladen',
  inviteLead:
    'Für alle, auch ohne Konto. Der Link gilt einmal, sieben Tage lang. Senden Sie ihn nur der Person, die Sie meinen.',
  invite: 'Link erstellen',
  invitation: 'Das ist der Link der Einladung. Er wird nur jetzt angezeigt.',
  appoint: 'Zum Mitverwalter machen',
  appointLead:
    'Mitverwalter bieten Plätze an, geben Geräte frei und entfernen Mitglieder, die keine Mitverwalter sind. Den Schlüssel sehen sie nicht.',
  dismiss: 'Nicht mehr Mitverwalter',
  dismissLead:
    'Ist das Mitglied nicht mehr Mitverwalter, enden alle offenen Angebote und Einladungen dieser Lizenz.',
  offersEnd:
    'Auch alle offenen Angebote und Einladungen dieser Lizenz enden, denn ein Mitverwalter könnte sie erstellt haben.',
  remove: 'Mitglied entfernen',
  removeSelf: 'Lizenz verlassen',
  cancel: 'Abbrechen',
};

export const memberTexts = ({ count, day }: Formats): ReturnType<typeof english> => ({
  since: (first) => `Mitglied seit ${day(first)}`,
  until: {
    offer: (last) => `Angebot, offen bis ${day(last)}`,
    invitation: (last) => `Einladung, offen bis ${day(last)}`,
  },
  machine: (machine, last) => `${machine}, zuletzt gesehen am ${day(last)}`,
  removeHeading: (name) => `${name} entfernen?`,
  leaveHeading: 'Lizenz verlassen?',
  released: (machines) => `${count(machines, MACHINES)} freigegeben:`,
  appStops: (machines) =>
    machines === 0
      ? 'Kein Gerät des Mitglieds nutzt die Lizenz.'
      : 'Die App dort hält an, wenn sie sich das nächste Mal beim Server meldet. Keine Arbeit geht verloren.',
  offline: (last) => `Ein Gerät, das offline bleibt, kann die App bis ${day(last)} ausführen.`,
  ends: 'Das Konto sieht die Lizenz nicht mehr und kann mit ihr keine App aktivieren.',
  impossible: 'Das Mitglied kann jetzt nicht entfernt werden',
});

export const offerTexts = ({ day }: Formats): Texts['offer'] => ({
  heading: (product) => `Einen Platz von ${product} nutzen?`,
  until: (last) => `Sie können bis ${day(last)} annehmen.`,
  seenHeading: 'Der Inhaber und die Mitverwalter sehen von Ihnen',
  seen: [
    'einen Namen wie M1 und seit wann Sie Mitglied sind',
    'den Namen Ihres Geräts aus zwei Wörtern, seine Bezeichnung, wann es aktiviert und zuletzt gesehen wurde und wie lange sein Lizenznachweis gilt',
  ],
  seenUsername: 'Ihren Benutzernamen',
  unseenHeading: 'Sie sehen nicht',
  unseen: ['Ihr Netz, Ihre anderen Lizenzen und was Sie mit der App tun'],
  unseenUsername: 'Ihren Benutzernamen',
  yoursHeading: 'Sie selbst sehen',
  yours: [
    'das Produkt, ob die Lizenz gilt und wie viele ihrer Plätze belegt sind',
    'Ihr eigenes Gerät und kein anderes; nicht den Lizenzschlüssel und nicht, wem sie gehört',
  ],
  rulesHeading: 'Was geschieht',
  rules: [
    'Sie nutzen einen Platz, für ein Gerät zur selben Zeit. Melden Sie sich in der App an, statt einen Lizenzschlüssel einzugeben.',
    'Der Inhaber und die Mitverwalter können Ihr Gerät freigeben und Sie entfernen, und Sie können gehen. Die Regeln des Produkts können begrenzen, wie oft ein Gerät freigegeben wird.',
  ],
  accept: 'Annehmen',
  decline: 'Ablehnen',
  signUp: 'Konto erstellen',
  logInFirst:
    'Wenn Sie ein Konto haben, melden Sie sich an und öffnen Sie danach den Link der Einladung noch einmal.',
});
