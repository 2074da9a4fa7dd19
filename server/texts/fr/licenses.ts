/** The French words for licenses, their machines, and what can be done with a license or machine. */

import type { Formats } from '../../locale/formats.ts';
import type { Texts } from '../en/catalogue.ts';

const SEATS = { one: 'poste', other: 'postes' };
const DAYS = { one: 'jour', other: 'jours' };
const MACHINES = { one: 'appareil', other: 'appareils' };
const RELEASES = { one: 'libération', other: 'libérations' };
const BACK = 'Retour à la licence';

export const licensesTexts = ({ count, day, number }: Formats): Texts['licenses'] => ({
  heading: 'Vos licences',
  noneHeading: 'Aucune licence',
  none: 'Ajoutez une licence avec sa clé. La clé se trouve dans l’e-mail reçu lors de votre achat.',
  seats: (used, seats) => `${number(used)} sur ${count(seats, SEATS)}`,
  valid: 'Valable',
  ending: 'Fin proche',
  ended: 'Terminée',
  suspended: 'Suspendue',
  revoked: 'Révoquée',
  perpetual: 'Sans fin',
  ends: (last) => `Prend fin le ${day(last)}`,
  endedOn: (last) => `A pris fin le ${day(last)}`,
  suspendedOn: (since) => `Suspendue depuis le ${day(since)}`,
  revokedOn: (since) => `Révoquée le ${day(since)}`,
  keptUntil: (last) => `N’est plus en vente. Supprimée après le ${day(last)}`,
  offered: (product, last) => `Un poste de ${product} vous est offert, jusqu’au ${day(last)}.`,
  seeOffer: 'Voir l’offre',
  shared: (member) => `Quelqu’un la partage avec vous. Vous êtes ${member}.`,
  addHeading: 'Ajouter une licence',
  addLead:
    'Saisissez la clé d’une autre licence pour la voir ici. Vous en devenez propriétaire si elle n’est encore dans aucun compte.',
  claim: 'Pas de clé, ou la licence est dans un autre compte ? Prouvez l’adresse d’achat',
  add: 'Ajouter la licence',
  activate: 'Activer une application par son code',
});

export const licenseTexts = ({ day }: Formats): Texts['license'] => ({
  terms: 'Conditions de la licence',
  standing: 'État',
  seats: 'Postes utilisés',
  floating: 'Licence flottante',
  floatingSeats:
    'Les appareils se partagent les postes. Chacun en a un tant que son application est ouverte, et quelque temps après sa dernière connexion. Nous stockons le moment où cela prend fin, et aucun moment antérieur.',
  updates: 'Mises à jour',
  updatesUntil: (last) => `Jusqu’au ${day(last)}`,
  updatesAlways: 'Aussi longtemps que la licence',
  features: 'Fonction\u00ADnalités',
  featureUntil: (mark, last) => `${mark} (jusqu’au ${day(last)})`,
  featureEnded: (mark, last) => `${mark} (terminée le ${day(last)})`,
  since: 'Dans ce compte',
  sinceDay: (first) => `Depuis le ${day(first)}`,
  key: 'Clé de licence',
  showKey: 'Afficher ma clé',
  part: 'Votre rôle',
  parts: {
    owner: () => 'Propriétaire',
    manager: (member) => `Gestionnaire, en tant que ${member}`,
    member: (member) => `Membre, en tant que ${member}, avec un poste`,
  },
  toMembers: 'Membres de cette licence',
  leave: 'Quitter cette licence…',
  holder: 'Appareil de',
  ownersMachine: 'le propriétaire',
  makeKey: 'Pas encore de clé : en créer une',
  keyImported: 'Seulement dans l’e-mail reçu lors de votre achat',
  suspendedNote:
    'Les applications s’arrêtent dès leur prochain contact avec le serveur, et fonctionnent de nouveau quand la licence est rétablie.',
  noReason: 'Le vendeur n’a pas indiqué de motif ici. Demandez-le-lui.',
  reason: (reason) => `Motif du vendeur : ${reason}`,
  revokedNote:
    'Les applications s’arrêtent dès leur prochain contact avec le serveur. Si vous pensez qu’il s’agit d’une erreur, adressez-vous au vendeur.',
  endedNote:
    'Aucun autre appareil ne peut être activé. Pour renouveler la licence, adressez-vous au vendeur ; vos postes ne changent pas.',
  retired: (last) =>
    `Le vendeur a cessé la vente de ce produit. Après le ${day(last)}, nous supprimons tout ce que nous stockons au sujet de cette licence, et aucune application ne peut plus être activée avec elle. Jusque-là, elle fonctionne comme avant.`,
  copiesLead:
    'Cette licence semble utilisée à deux endroits. Deux appareils ont utilisé l’activation d’un seul, par exemple après la copie de son disque.',
  copiesFound: (machine, first, last) =>
    first === last
      ? `${machine} : constaté le ${day(first)}`
      : `${machine} : constaté le ${day(first)}, la dernière fois le ${day(last)}`,
  copiesObject:
    'S’il s’agit d’une erreur, signalez-la au vendeur, qui peut écarter ce constat. Nous ne stockons que ces jours et un nombre, et les supprimons avec l’activation.',
  notes: 'Notes du vendeur',
  note: (action, on) => `${action}, ${day(on)}`,
  machines: 'Appareils',
  noMachinesHeading: 'Aucun appareil n’utilise cette licence',
  noMachines:
    'Lancez l’application et saisissez-y la clé de licence, ou connectez-vous depuis l’application. L’appareil apparaît ensuite ici.',
  select: (machine) => `Sélectionner ${machine}`,
  activated: 'Activé',
  lastSeen: 'Vu pour la dernière fois',
  network: 'Réseau',
  noNetwork: 'Non stocké',
  username: 'Nom d’utilisateur',
  leaseEnds: 'Attestation valable jusqu’au',
  lapsed: 'Expirée : un autre appareil peut prendre le poste',
  releaseChosen: 'Libérer les appareils sélectionnés…',
  releaseLead:
    'Sélectionnez les appareils qui n’utilisent plus l’application. La page suivante montre ce qui se passe avant que quoi que ce soit ne soit fait.',
  names:
    'Chaque appareil a un nom de deux mots, que son application affiche aussi. Le nom est formé à partir d’un nombre aléatoire et ne dit rien de l’appareil.',
});

export const releaseTexts = ({ count, day, number }: Formats): Texts['release'] => ({
  heading: (machines) =>
    machines === 1 ? 'Libérer cet appareil ?' : `Libérer ${count(machines, MACHINES)} ?`,
  seatFree: 'Le poste est libre aussitôt et un autre appareil peut l’utiliser.',
  appStops:
    'L’application d’un appareil libéré s’arrête dès son prochain contact avec le serveur. Aucun travail n’est perdu.',
  offline: (last) =>
    `Sur un appareil qui reste hors ligne, l’application peut fonctionner jusqu’au ${day(last)}.`,
  forgets:
    'Nous supprimons ce que nous stockons sur l’appareil : ses marqueurs, son réseau, son nom d’utilisateur et son surnom.',
  ruleHeading: 'Ce qui se passe',
  noRule: 'Vous pouvez libérer des appareils aussi souvent que nécessaire.',
  coolDown: (days, next) =>
    `La prochaine libération sera possible dans ${count(days, DAYS)}, le ${day(next)}.`,
  yearly: (left, perYear) =>
    `Il reste à cette licence ${number(left)} sur ${count(perYear, RELEASES)} cette année. Chaque appareil en utilise une.`,
  oneAtATime: (days) =>
    `Il doit y avoir ${count(days, DAYS)} entre deux libérations. Revenez en arrière et sélectionnez un seul appareil.`,
  tooMany: (left) =>
    `Il ne reste que ${count(left, RELEASES)} cette année. Revenez en arrière et sélectionnez moins d’appareils.`,
  impossible: 'Aucun appareil ne peut être libéré en ce moment',
  submit: (machines) => (machines === 1 ? 'Libérer cet appareil' : `Libérer ${count(machines, MACHINES)}`),
  cancel: 'Annuler',
  back: BACK,
});

export const MACHINE: Texts['machine'] = {
  nickname: 'Surnom',
  nicknameHint:
    'Vous aide à reconnaître l’appareil, par exemple « studio gauche ». Vous, le propriétaire et les gestionnaires de la licence le voyez, et le vendeur aussi lorsqu’il regarde ce qui est enregistré. Pour le supprimer, laissez ce champ vide.',
  save: 'Enregistrer',
  release: 'Libérer cet appareil…',
  detailsHeading: (name) => `Ce que nous stockons sur « ${name} »`,
};

export const SHOW_KEY: Texts['showKey'] = {
  heading: 'Votre clé de licence',
  lead: 'Nous ne stockons pas les clés. Saisissez l’adresse e-mail utilisée pour l’achat, et nous recalculons votre clé.',
  submit: 'Afficher ma clé',
  shown: 'Votre clé de licence',
  keep: 'Quiconque possède la clé peut utiliser vos postes et voir cette licence. Conservez-la comme un mot de passe.',
  makeHeading: 'Créer une clé de licence',
  makeLead:
    'Cette licence n’a pas d’adresse e-mail dont nous pourrions dériver une clé. Saisissez votre mot de passe pour en créer une. Les anciennes clés de cette licence prennent fin ; les appareils activés continuent.',
  make: 'Créer une clé',
  once: 'Copiez la clé maintenant : elle n’est affichée qu’une fois. Quiconque l’a peut utiliser vos postes. Si vous la perdez, créez-en une autre.',
  toEmail: 'Avec la clé, vous pouvez donner votre adresse e-mail à la licence',
  cannotHeading: 'Cette clé ne peut pas être affichée',
  imported:
    'La clé a été créée par un autre système, et nous n’en stockons qu’une empreinte à clé secrète. Vous la trouvez dans l’e-mail reçu lors de votre achat.',
  absent: 'Ce serveur ne peut pas calculer de clés. Demandez la clé par e-mail.',
  byMail: 'La recevoir par e-mail',
  back: BACK,
};
