/** The German words for the restriction of personal data, objection and withdrawal. */

import type { Formats } from '../../locale/formats.ts';
import type { Texts } from '../en/catalogue.ts';

export const restrictionTexts = ({ day }: Formats): Texts['rights']['restriction'] => ({
  heading: 'Verarbeitung Ihrer Daten einschränken',
  lead: 'Ihre Apps laufen in jedem Fall weiter und merken nichts davon. Sie können jedes davon jederzeit beenden.',
  since: (first) => `Gilt seit dem ${day(first)}.`,
  restricted: {
    heading: 'Meine Daten behalten, aber nicht mehr benutzen',
    body: 'Unser Personal kann Ihre Lizenzen nicht mehr ansehen, außer für einen Rechtsanspruch oder eine Rechtspflicht. Ihre Anfragen werden nicht gezählt, an Ihre Adresse für Benachrichtigungen geht keine E-Mail, und Ihre Lizenzen, Bestellungen und Ihr Konto werden nicht nach Alter gelöscht. E-Mails, um die Sie bitten, kommen weiterhin.',
    begin: 'Verarbeitung einschränken',
    end: 'Einschränkung beenden',
  },
  objected: {
    heading: 'Ich widerspreche',
    body: 'Ihre Anfragen werden nicht gezählt, und Sie erhalten keine Neuigkeiten.',
    begin: 'Widersprechen',
    end: 'Widerspruch beenden',
  },
  withdraw: {
    heading: 'Ich widerrufe meine Einwilligung in E-Mails',
    body: 'Ihre Adresse für Benachrichtigungen wird gelöscht, und Sie erhalten keine Benachrichtigungen mehr.',
    begin: 'Adresse für Benachrichtigungen löschen',
  },
  telemetry:
    'Statistiken, die eine App sendet, haben keinen Namen und keine Nummer von Ihnen. Sie schalten sie in der App ab.',
});
