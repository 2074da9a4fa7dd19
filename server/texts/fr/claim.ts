/** The French words for a customer who claims licenses by the email address of the purchase. */

import type { Texts } from '../en/catalogue.ts';

export const CLAIM: Texts['claim'] = {
  heading: 'Récupérer vos licences par l’adresse d’achat',
  lead: 'Prouvez que l’adresse e-mail utilisée pour l’achat est la vôtre, et vous devenez propriétaire de ses licences. Aucune clé n’est nécessaire.',
  rule: 'Une licence reste à son propriétaire si ce compte a prouvé la même adresse, s’il a sa propre adresse e-mail ou s’il partage la licence avec des membres. S’il la partage seulement, vous pouvez la reprendre : le propriétaire a alors sept jours pour refuser.',
  takeOver: 'Commencer une reprise si le propriétaire n’a prouvé aucune adresse et partage la licence',
  takeOverHint:
    'Le propriétaire en est informé et a sept jours pour refuser ; le vendeur décide alors. Sinon, vous devenez propriétaire : toutes les clés de licence prennent fin, et le propriétaire et les membres perdent la licence. Les appareils utilisés continuent de fonctionner.',
  submit: 'Envoyer un code',
  proofHeading: 'Consultez vos e-mails',
  proofLead: (email) =>
    `Nous avons envoyé un code à ${email}. Saisissez-le ici dans les dix minutes. Il arrive même si rien n’a été acheté avec cette adresse.`,
  prove: 'Récupérer les licences',
};
