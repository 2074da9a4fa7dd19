/** The French words for the take-over of a license by its email, for the owner and for the account that asks. */

import type { Formats } from '../../locale/formats.ts';
import type { Texts } from '../en/catalogue.ts';

export const takeoverTexts = ({ day }: Formats): Texts['takeover'] => ({
  heading: 'Reprise de cette licence',
  askHeading: (product) => `Reprendre ${product}`,
  told: (ready) =>
    `Quelqu’un a prouvé l’adresse e-mail avec laquelle cette licence a été achetée, et demande à en devenir propriétaire. Si vous ne refusez pas avant, cela est possible à partir du ${day(ready)}.`,
  toldLead: 'Si la licence est à vous, refusez. Le vendeur décide alors, et rien ne change d’ici là.',
  refuse: 'Refuser la reprise',
  refused: (refusedOn, last) =>
    `Vous avez refusé la reprise le ${day(refusedOn)}. Le vendeur décide avant le ${day(last)} inclus ; d’ici là, rien ne change.`,
  resting: (last) =>
    `Une reprise de cette licence a été refusée. Jusqu’au ${day(last)}, aucune autre n’est possible.`,
  none: 'Personne ne demande à reprendre cette licence.',
  proveLead:
    'Si vous pouvez lire les e-mails envoyés à cette adresse, prouvez-le : la licence reste alors à vous.',
  followsHeading: 'Ce qui se passe',
  waits: (ready, last) =>
    `Vous pouvez reprendre cette licence à partir du ${day(ready)} et jusqu’au ${day(last)}, si son propriétaire ne refuse pas avant.`,
  ready: (last) => `Vous pouvez reprendre cette licence jusqu’au ${day(last)}.`,
  contested: (last) =>
    `Le propriétaire a refusé. Le vendeur décide avant le ${day(last)} inclus ; indiquez-lui votre numéro de commande. D’ici là, rien ne change.`,
  barred:
    'Elle ne peut pas être reprise tant qu’elle est suspendue, révoquée ou sous gel juridique, ni si son propriétaire a prouvé la même adresse.',
  follows: [
    'Toutes les clés de licence prennent fin. Avec votre adresse e-mail, vous en obtenez une nouvelle sur la page de la licence.',
    'Le propriétaire actuel et tous les membres perdent la licence.',
    'L’application continue de fonctionner sur tous les appareils utilisés. Vous les voyez et pouvez libérer ceux qui ne sont pas à vous selon les règles de la licence. Nous supprimons leurs surnoms, noms d’utilisateur et réseaux.',
  ],
  complete: 'Devenir propriétaire',
  withdraw: 'Retirer la demande',
  listedBy: (product) => `Vous avez demandé à reprendre ${product}.`,
  listedOf: (product) => `Quelqu’un demande à reprendre ${product}, qui est à vous.`,
  see: 'Voir la reprise',
});
