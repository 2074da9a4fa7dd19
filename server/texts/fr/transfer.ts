/** The French words for the transfer of a license to another account, for the owner and for the receiver. */

import type { Formats } from '../../locale/formats.ts';
import type { Texts } from '../en/catalogue.ts';

const MACHINES = { one: 'appareil utilisé', other: 'appareils utilisés' };
const MEMBERS = { one: 'membre', other: 'membres' };

export const transferTexts = ({ count, day, hour }: Formats): Texts['transfer'] => ({
  link: 'Céder cette licence…',
  heading: 'Céder cette licence',
  followsHeading: 'Ce qui se passe',
  when: 'L’autre compte a sept jours pour accepter. Pendant les 24 premières heures, il ne le peut pas, et vous pouvez retirer l’offre tant qu’il n’a pas accepté. Ensuite, la licence n’est plus à vous.',
  keyEnds: 'Toutes les clés de licence prennent fin. Le nouveau propriétaire en crée une autre.',
  machines: (machines) =>
    machines === 0
      ? 'Aucun appareil n’utilise la licence en ce moment.'
      : `${count(machines, MACHINES)} : l’application continue d’y fonctionner. Le nouveau propriétaire voit le nom en deux mots de l’appareil et ses dates, et peut le libérer. Nous supprimons le surnom, le nom d’utilisateur et le réseau.`,
  members: (members) =>
    `${count(members, MEMBERS)} de la licence : cela prend fin. L’application continue sur les appareils des membres, qui sont alors ceux du nouveau propriétaire.`,
  ends: [
    'Votre adresse e-mail n’est plus celle de la licence : vous ne pouvez ni la récupérer par cette adresse, ni vous faire envoyer sa clé de licence.',
    'Nous ne vous apprenons rien l’un sur l’autre. Le numéro de commande de votre achat reste chez le vendeur, qui peut toujours révoquer la licence, par exemple après un remboursement.',
  ],
  receiver: 'Nom d’utilisateur du nouveau propriétaire',
  receiverHint: 'Nous ne disons pas si un compte porte ce nom. Vérifiez-le avec l’autre personne.',
  offer: 'Offrir cette licence',
  waits: (ready, last) =>
    `Vous avez offert cette licence. Elle peut être acceptée à partir du ${hour(ready)} et jusqu’au ${day(last)}. Vous pouvez retirer l’offre tant qu’elle n’est pas acceptée.`,
  withdraw: 'Retirer l’offre',
  barred: 'Une licence suspendue, révoquée ou sous gel juridique ne peut pas être cédée.',
  unproved:
    'Prouvez d’abord l’adresse e-mail avec laquelle cette licence a été achetée. Ainsi, une personne qui a seulement trouvé la clé de licence ne peut pas céder votre licence.',
  prove: 'Prouver l’adresse e-mail',
  receiveHeading: (product) => `Devenir propriétaire de ${product} ?`,
  machinesGoOn:
    'L’application continue de fonctionner sur les appareils utilisés, qui gardent leurs postes. Vous les voyez et pouvez les libérer selon les règles de la licence.',
  received: [
    'La licence arrive sans clé de licence. Connectez-vous depuis l’application pour l’activer, ou créez une clé sur la page de la licence ; les anciennes clés ne fonctionnent plus.',
    'Nous ne vous apprenons rien sur l’ancien propriétaire, qui apprend seulement que la licence a été acceptée.',
    'Le vendeur peut révoquer la licence si l’achat est remboursé. Si vous payez pour elle, ne traitez qu’avec une personne de confiance.',
  ],
  accepting: (ready, last) =>
    `Vous pouvez accepter à partir du ${hour(ready)} et jusqu’au ${day(last)}. Le propriétaire peut retirer l’offre tant que vous n’avez pas accepté.`,
  accept: 'Devenir propriétaire',
  decline: 'Refuser',
  listedBy: (product, ready) =>
    `Vous avez offert ${product} à un autre compte, qui peut l’accepter à partir du ${hour(ready)}.`,
  listedTo: (product, ready) =>
    `${product} vous est offert comme nouveau propriétaire. Vous pouvez accepter à partir du ${hour(ready)}.`,
  see: 'Voir la cession',
});
