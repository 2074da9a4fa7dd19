/** The French words for the page that answers the file of a machine without network. */

import type { Formats } from '../../locale/formats.ts';
import type { Texts } from '../en/catalogue.ts';

const NEW_FILE =
  'Faites écrire à l’application de cet appareil, avec la clé de licence, un fichier pour une activation.';
const FILE_AGAIN = 'et faites-lui écrire un nouveau fichier.';

export const offlineTexts = ({ day, number }: Formats): Texts['offline'] => ({
  heading: 'Un appareil sans réseau',
  lead: 'Apportez le fichier que son application a écrit, et rapportez-y la réponse. Aucun compte n’est nécessaire.',
  request: 'Texte du fichier',
  requestHint: 'Il commence par « qkreq » ou « qkpart ».',
  file: 'Ou le fichier lui-même',
  submit: 'Obtenir la réponse',
  stored:
    'Nous stockons ce que nous stockons quand une application nous contacte par le réseau, mais ni le fichier ni la réponse. Supprimez le fichier après usage : il peut contenir votre clé de licence.',
  link: 'Obtenir la réponse pour un appareil sans réseau',
  answeredHeading: 'La réponse',
  outcomes: {
    lease:
      'Apportez cette réponse à l’appareil, et faites-la lire par l’application. Seul cet appareil peut l’utiliser.',
    released:
      'Le poste est libre pour un autre appareil. Apportez cette réponse à l’appareil : son application sait alors qu’il a été libéré.',
    suspended:
      'La licence est suspendue, et cette réponse le dit. Si vous avez un compte, il en affiche le motif.',
    revoked:
      'La licence a été révoquée, et cette réponse le dit. Si vous pensez qu’il s’agit d’une erreur, adressez-vous au vendeur.',
  },
  product: 'Produit',
  machine: 'Appareil',
  leaseEnds: 'Attestation valable jusqu’au',
  day: (last) => day(last),
  answer: 'La réponse',
  save: 'Enregistrer dans un fichier',
  codes: 'En codes QR',
  codesHint: 'Faites lire chacun d’eux par l’application de cet appareil, dans n’importe quel ordre.',
  code: (part: number, count: number): string => `Code QR ${number(part)} sur ${number(count)}`,
  next: 'Obtenir une autre réponse',
});

export const OFFLINE_FAULTS: Texts['faults']['offline'] = {
  text: {
    absent:
      'Ce n’est pas un texte écrit par une application. Collez-le en entier, ou choisissez son fichier.',
    other_kind:
      'Ceci est une réponse. Elle va à l’appareil ; ici, il faut le fichier que son application a écrit.',
    newer: 'Ce texte a été écrit par une application plus récente que celles que connaît ce serveur.',
    damaged:
      'Ce texte est tronqué ou contient une faute de frappe. Collez-le en entier, ou choisissez son fichier.',
    parts_missing: 'Il manque une partie. Collez toutes les parties numérotées, dans n’importe quel ordre.',
    content:
      'Ce texte ne contient pas la demande d’un appareil. Faites écrire un nouveau fichier à l’application.',
  },
  refused: {
    license_key_malformed: `La clé de licence dans ce fichier contient une faute de frappe. Saisissez-la de nouveau dans l’application, ${FILE_AGAIN}`,
    license_key_unknown:
      'Aucune licence de ce produit n’a la clé que contient ce fichier. Comparez-la à celle de votre e-mail.',
    license_suspended: 'Cette licence est suspendue. Demandez le motif au vendeur.',
    license_revoked:
      'Cette licence a été révoquée. Si vous pensez qu’il s’agit d’une erreur, adressez-vous au vendeur.',
    license_ended: 'Cette licence a pris fin. Renouvelez-la auprès du vendeur.',
    seats_taken:
      'Tous les postes de cette licence sont utilisés. Libérez d’abord celui d’un autre appareil : ici avec son fichier de libération, ou dans votre compte.',
    seats_in_use:
      'Tous les postes de cette licence sont en cours d’utilisation. Réessayez lorsque quelqu’un aura quitté l’application, ou libérez le poste d’un appareil dans votre compte.',
    demo_full: 'Il ne reste plus d’activation pour cette démo aujourd’hui. Réessayez demain.',
    username_required: `Ce produit a besoin du nom d’utilisateur de votre compte. Saisissez-le dans l’application, ${FILE_AGAIN}`,
    username_malformed: `Le nom d’utilisateur dans ce fichier n’est pas valable. Saisissez-le de nouveau dans l’application, ${FILE_AGAIN}`,
    username_unknown: `Cette licence appartient à un compte qui a un autre nom d’utilisateur. Saisissez celui-là dans l’application, ${FILE_AGAIN}`,
    activation_unknown: `Cet appareil n’est plus activé ici. ${NEW_FILE}`,
    activation_forked: `Deux appareils utilisent la même activation. ${NEW_FILE}`,
    proof_invalid: `Ce fichier ne prouve pas qu’il vient de l’appareil activé. ${NEW_FILE}`,
    release_too_soon:
      'Un poste de cette licence a été libéré récemment. Votre compte indique quand la prochaine libération sera possible.',
    release_limit_reached:
      'La limite de libérations par an est atteinte. Le vendeur peut libérer un appareil pour vous.',
  },
};
