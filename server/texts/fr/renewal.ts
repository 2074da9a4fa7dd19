/** The French words for the renewal of a license by a coupon, and for its downloads. */

import type { Formats } from '../../locale/formats.ts';
import type { Texts } from '../en/catalogue.ts';

const MONTHS = { one: 'mois', other: 'mois' };
const SEATS = { one: 'poste', other: 'postes' };

const couponTexts = ({ count, day, number }: Formats): Texts['coupon'] => ({
  link: 'Utiliser un coupon…',
  heading: 'Utiliser un coupon',
  lead: 'Un coupon du vendeur prolonge cette licence ou lui ajoute des postes. Saisissez son code : la page suivante dit ce qui se passe avant que rien ne soit fait.',
  code: 'Code du coupon',
  codeHint:
    'Quatre groupes de quatre lettres et chiffres. Les majuscules, les espaces et les tirets n’ont pas d’importance.',
  look: 'Voir ce qui se passe',
  confirmHeading: 'Utiliser ce coupon ?',
  again: 'Cette licence a déjà utilisé ce coupon, et une licence ne peut utiliser un coupon qu’une fois.',
  followsHeading: 'Ce qui se passe',
  months: (amount) => `Il prolonge la licence de ${count(amount, MONTHS)}.`,
  seats: (amount, before, after) =>
    `Il ajoute ${count(amount, SEATS)} : ${number(after)} au lieu de ${number(before)}.`,
  ends: (before, after) => `La licence prend fin le ${day(after)} au lieu du ${day(before)}.`,
  endsAgain: (after) => `La licence a pris fin. Elle redevient valable, jusqu’au ${day(after)}.`,
  updates: (after) => `Elle comprend les mises à jour jusqu’au ${day(after)}.`,
  points: [
    'Cela ne peut pas être annulé, et cette licence ne peut pas utiliser le coupon une deuxième fois.',
    'Les applications l’apprennent la prochaine fois qu’elles contactent le serveur.',
    'Nous comptons une utilisation de plus du coupon. Ce que nous enregistrons ne permet pas de lire quelle licence l’a utilisé.',
  ],
  submit: 'Utiliser ce coupon',
  other: 'Saisir un autre code',
});

const VERSIONS = { one: 'fichier plus récent', other: 'fichiers plus récents' };

const downloadTexts = ({ count, day }: Formats): Texts['downloads'] => ({
  link: 'Téléchargements',
  heading: 'Téléchargements',
  lead: 'Les fichiers que votre licence couvre. Chaque lien vaut 30 minutes, aussi pour reprendre un téléchargement ; rouvrez cette page pour en obtenir de nouveaux. Nous comptons les téléchargements par version, et non qui télécharge quoi.',
  none: 'Il n’y a pas de fichier pour votre licence en ce moment.',
  over: 'La licence a pris fin, ou est suspendue ou révoquée : rien ne peut être téléchargé.',
  built: (version, built) => `Édition ${version}, ${day(built)}`,
  digest: 'SHA-256, à comparer avec ce que vous avez reçu :',
  withheld: (files) =>
    `${count(files, VERSIONS)} : votre licence ne les couvre pas. Renouvelez la licence pour obtenir les mises à jour suivantes.`,
});

export const renewalTexts = (formats: Formats): Pick<Texts, 'coupon' | 'downloads'> => ({
  coupon: couponTexts(formats),
  downloads: downloadTexts(formats),
});
