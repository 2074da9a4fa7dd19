/** The French words for visitors who are not logged in: login, sign-up, and the ways to recover an account. */

import type { Texts } from '../en/catalogue.ts';

const SENT_HEADING = 'Consultez vos e-mails';
const TOO_MANY =
  'Si trop d’e-mails ont été demandés aujourd’hui, pour cette adresse ou depuis votre réseau, nous n’en envoyons pas : réessayez demain.';
const OTHER_ADDRESS = 'Essayer une autre adresse';
const SET_PASSWORD = 'Définir le nouveau mot de passe';

export const LOG_IN: Texts['logIn'] = {
  heading: 'Se connecter',
  lead: 'Voyez les appareils qui utilisent vos licences, libérez des postes et retrouvez vos clés de licence.',
  submit: 'Se connecter',
  lost: 'Clé ou mot de passe perdus ?',
  newHere: 'Première visite ?',
  signUp: 'Créer un compte avec votre clé de licence',
};

export const SIGN_UP: Texts['signUp'] = {
  heading: 'Créer un compte',
  leadInvited:
    'Aucune clé de licence n’est nécessaire : votre invitation suffit. Nous ne demandons ni votre nom ni votre adresse e-mail.',
  lead: 'Une clé de licence suffit. Nous ne demandons ni votre nom ni votre adresse e-mail.',
  usernameHint:
    'Ceci est une suggestion, vous pouvez choisir un autre nom. Lettres, chiffres, points, tirets et tirets bas, sans @.',
  licenseKeyHint: 'Dans l’e-mail reçu lors de votre achat : six groupes de cinq lettres et chiffres.',
  terms: (version) => `J’accepte les conditions d’utilisation de ce portail (${version})`,
  readTerms: 'Lire les conditions',
  submit: 'Créer le compte',
  haveOne: 'Vous avez déjà un compte ?',
};

export const CODES: Texts['codes'] = {
  heading: 'Vos codes de récupération',
  lead: 'Si vous perdez votre mot de passe, chaque code permet d’en définir un nouveau, une seule fois. Les codes ne sont affichés que maintenant : imprimez cette page ou conservez-les en lieu sûr.',
  username: 'Nom d’utilisateur',
  list: 'Codes de récupération',
  warning:
    'Nous n’en gardons aucune copie. Quiconque possède un code et votre nom d’utilisateur peut ouvrir ce compte.',
  next: 'J’ai conservé les codes, continuer',
};

export const RECOVER: Texts['recover'] = {
  heading: 'Qu’avez-vous perdu ?',
  username: 'Mon nom d’utilisateur',
  usernameLead:
    'Avec une clé de licence, vous pouvez vous connecter sans lui. Pour le voir, il vous faut une clé et un code de récupération.',
  key: 'Ma clé de licence',
  keyLead: 'Nous l’envoyons à l’adresse e-mail utilisée pour l’achat.',
  password: 'Mon mot de passe',
  passwordLead: 'Nous envoyons un lien à l’adresse que vous avez ajoutée à votre compte.',
  code: 'Mon mot de passe, mais j’ai un code de récupération',
  codeLead: 'Définissez ici un nouveau mot de passe, sans aucun e-mail.',
  nothing:
    'Si rien de cela ne vous aide, adressez-vous au vendeur : il peut retrouver votre licence par son numéro de commande et la retirer d’un compte que vous ne pouvez plus ouvrir.',
};

export const RECOVER_KEY: Texts['recoverKey'] = {
  heading: 'Recevoir votre clé de licence',
  lead: 'Saisissez l’adresse e-mail utilisée pour l’achat. Nous ne la stockons pas : elle sert à retrouver votre licence et à recalculer votre clé.',
  submit: 'Envoyer ma clé',
  sentHeading: SENT_HEADING,
  sent: `Si une licence a été achetée avec cette adresse, sa clé arrive dans quelques minutes. ${TOO_MANY}`,
  notArrived:
    'Pas d’e-mail ? Regardez dans vos courriers indésirables et essayez d’autres adresses que vous avez pu utiliser. La réponse est la même pour toutes les adresses, afin que personne ne puisse savoir qui est client.',
  again: OTHER_ADDRESS,
};

export const RECOVER_PASSWORD: Texts['recoverPassword'] = {
  heading: 'Nouveau mot de passe par e-mail',
  lead: 'Saisissez l’adresse e-mail que vous avez ajoutée à votre compte. Le lien contenu dans l’e-mail est valable dix minutes, dans ce navigateur.',
  cookie: 'Un cookie d’une durée de dix minutes lie le lien à ce navigateur.',
  submit: 'Envoyer un lien',
  sentHeading: SENT_HEADING,
  sent: `Si un compte a cette adresse, un lien arrive dans quelques minutes. ${TOO_MANY} Ouvrez le lien dans ce navigateur dans les dix minutes.`,
  typed: 'Vous lisez vos e-mails sur un autre appareil ? Saisissez ici le code contenu dans l’e-mail.',
  codeHint: 'Le code se trouve sous le lien.',
  submitCode: SET_PASSWORD,
  again: OTHER_ADDRESS,
};

export const RESET: Texts['reset'] = {
  heading: 'Choisir un nouveau mot de passe',
  lead: (username) =>
    `Pour le compte ${username}. Tous les navigateurs qui y sont connectés seront déconnectés.`,
  submit: SET_PASSWORD,
  elsewhereHeading: 'Ouvrez ce lien dans l’autre navigateur',
  elsewhere:
    'Ce lien ne fonctionne que dans le navigateur où vous l’avez demandé, afin qu’une personne qui lirait vos e-mails ne puisse pas s’en servir. Ouvrez le lien dans ce navigateur-là, ou saisissez le code de l’e-mail sur la page qui y est encore ouverte.',
  overHeading: 'Ce lien a expiré',
  over: 'Un lien fonctionne une seule fois et pendant dix minutes. Demandez-en un nouveau.',
  again: 'Demander un nouveau lien',
};

export const RECOVER_CODE: Texts['recoverCode'] = {
  heading: 'Utiliser un code de récupération',
  lead: 'L’un des codes affichés lors de la création de votre compte. Chacun fonctionne une seule fois.',
  code: 'Code de récupération',
  submit: SET_PASSWORD,
};

export const RECOVER_USERNAME: Texts['recoverUsername'] = {
  heading: 'Retrouver votre nom d’utilisateur',
  lead: 'Saisissez une clé de licence de votre compte et l’un de ses codes de récupération. Le code reste valable.',
  submit: 'Afficher mon nom d’utilisateur',
  byMail: 'L’envoyer plutôt à l’adresse de mon compte',
  withKey: 'Pour vous connecter, vous pouvez aussi saisir la clé de licence au lieu du nom d’utilisateur.',
  foundHeading: 'Votre nom d’utilisateur',
  toLogIn: 'Se connecter',
  mailHeading: 'Recevoir votre nom d’utilisateur par e-mail',
  mailLead: 'Saisissez l’adresse e-mail que vous avez ajoutée à votre compte.',
  mailSubmit: 'Envoyer mon nom d’utilisateur',
  sent: `Si un compte a cette adresse, son nom d’utilisateur arrive dans quelques minutes. ${TOO_MANY}`,
};
