/**
 * The French words for email addresses: the address for a new password, the address for notices, and the change of a
 * license's address.
 */

import type { Texts } from '../en/catalogue.ts';

const EMAIL: Texts['email'] = {
  heading: 'Adresse e-mail',
  recoveryHeading: 'Nouveau mot de passe par e-mail',
  none: 'Vous n’avez pas ajouté d’adresse. D’une adresse, nous ne stockons qu’une empreinte à clé secrète : elle suffit à reconnaître l’adresse quand vous la saisissez, mais ne permet ni de la lire ni d’y écrire.',
  set: 'Vous avez ajouté une adresse. Nous ne pouvons pas l’afficher, car nous n’en stockons qu’une empreinte à clé secrète.',
  add: 'Envoyer un code',
  replace: 'La remplacer',
  remove: 'Supprimer cette adresse',
  changeHeading: 'Adresse de vos clés de licence',
  changeLead:
    'Vos clés sont calculées à partir de l’adresse e-mail utilisée pour l’achat. Si vous allez perdre cette adresse, changez-la.',
  change: 'Changer l’adresse de mes licences',
};

const EMAIL_PROOF: Texts['emailProof'] = {
  heading: 'Confirmer votre adresse',
  sent: 'Nous avons envoyé un code à cette adresse. Saisissez-le ici dans les dix minutes.',
  linked: 'Vous avez suivi le lien de notre e-mail. Confirmez l’adresse avec le bouton.',
  submit: 'Confirmer cette adresse',
};

const EMAIL_CHANGE: Texts['emailChange'] = {
  heading: 'Changer l’adresse de vos licences',
  lead: 'Vous recevez de nouvelles clés, calculées à partir de la nouvelle adresse. Vos anciennes clés restent valables et aucune application ne s’arrête.',
  newEmail: 'Nouvelle adresse e-mail',
  oldEmail: 'Ancienne adresse e-mail',
  oldEmailHint:
    'L’adresse utilisée pour l’achat. Nous envoyons un code à cette adresse et un autre à la nouvelle.',
  licenseKey: 'Clé de licence',
  licenseKeyHint:
    'Si vous avez déjà prouvé l’ancienne adresse dans ce compte, ou si la licence n’en a pas, vous pouvez saisir sa clé à la place. Seule cette licence est alors modifiée.',
  submit: 'Continuer',
  proofHeading: 'Nous avons envoyé deux codes',
  proofHeadingOne: 'Nous avons envoyé un code',
  proofLead: 'Les codes sont valables dix minutes.',
  newCode: 'Code reçu à la nouvelle adresse',
  oldCode: 'Code reçu à l’ancienne adresse',
  prove: 'Changer l’adresse',
};

const NOTICES: Texts['notices'] = {
  heading: 'E-mails de notre part',
  lead: 'Choisissez les e-mails que vous souhaitez. Sans choix de votre part, nous n’en envoyons pas. Sinon, nous écrivons aussi quand votre compte change et quand nous avons consulté vos données.',
  expiry: 'Une licence prend bientôt fin',
  policy: 'Les conditions de ce portail ou les règles de confidentialité changent',
  news: 'Nouveautés du produit',
  sealed:
    'Pour vous écrire, nous devons conserver votre adresse. Elle est chiffrée : ce site ne peut pas la lire, seul le programme qui envoie les e-mails le peut. Pour la supprimer, décochez toutes les cases. Si vous avez choisi une langue au bas de cette page, elle est chiffrée avec l’adresse, et nos e-mails sont dans cette langue ; sinon, ils sont en anglais.',
  kept: 'Votre adresse est conservée chiffrée. Pour la supprimer, décochez toutes les cases. Pour des e-mails dans une autre langue, supprimez-la et saisissez-la de nouveau.',
  submit: 'Enregistrer',
};

const UNSUBSCRIBE: Texts['unsubscribe'] = {
  heading: 'Se désabonner ?',
  lead: 'Nous supprimons votre adresse et ne vous envoyons plus de notifications.',
  submit: 'Se désabonner',
  doneHeading: 'Vous êtes désabonné',
  done: 'Votre adresse est supprimée. Pour recevoir de nouveau des notifications, choisissez-les dans les paramètres de votre compte.',
  overHeading: 'Ce lien ne fonctionne pas',
  over: 'Vous êtes probablement déjà désabonné. Les paramètres de votre compte montrent les e-mails que vous recevez.',
};

export const EMAILS = {
  email: EMAIL,
  emailProof: EMAIL_PROOF,
  emailChange: EMAIL_CHANGE,
  notices: NOTICES,
  unsubscribe: UNSUBSCRIBE,
};
