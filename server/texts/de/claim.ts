/** The German words for a customer who claims licenses by the email address of the purchase. */

import type { Texts } from '../en/catalogue.ts';

export const CLAIM: Texts['claim'] = {
  heading: 'Lizenzen mit der Kaufadresse übernehmen',
  lead: 'Weisen Sie die E-Mail-Adresse nach, mit der Sie gekauft haben, und die Lizenzen dieser Adresse gehören Ihnen. Sie brauchen keinen Schlüssel.',
  rule: 'Eine Lizenz bleibt bei ihrem Inhaber, wenn dessen Konto dieselbe Adresse nachgewiesen hat, eine eigene E-Mail-Adresse hat oder die Lizenz mit Mitgliedern teilt. Wenn es die Lizenz nur teilt, können Sie sie übernehmen: Der Inhaber hat dann sieben Tage, um abzulehnen.',
  takeOver: 'Übernahme beginnen, wo der Inhaber keine Adresse nachgewiesen hat und die Lizenz teilt',
  takeOverHint:
    'Der Inhaber erfährt davon und hat sieben Tage, um abzulehnen; dann entscheidet der Verkäufer. Sonst werden Sie der Inhaber: Alle Lizenzschlüssel enden, und der Inhaber und die Mitglieder verlieren die Lizenz. Die Geräte in Benutzung laufen weiter.',
  submit: 'Code zusenden',
  proofHeading: 'Prüfen Sie Ihr Postfach',
  proofLead: (email) =>
    `Wir haben einen Code an ${email} gesendet. Geben Sie ihn innerhalb von zehn Minuten hier ein. Er kommt auch an, wenn mit dieser Adresse nichts gekauft wurde.`,
  prove: 'Lizenzen übernehmen',
};
