/** The French sentences for the faults of a form. Each sentence says what to correct. */

import type { Formats } from '../../locale/formats.ts';
import type { Texts } from '../en/catalogue.ts';
import { OFFLINE_FAULTS } from './offline.ts';

const UNRELATED = 'Utilisez trois ou quatre mots sans rapport.';

const OF_CODE: Texts['faults']['ofCode'] = {
  license_key_malformed:
    'Cette clé contient une faute de frappe. Saisissez une clé telle qu’elle figure dans votre e-mail : 30 lettres et chiffres en six groupes de cinq.',
  license_key_unknown:
    'Cette clé est inconnue. Comparez-la à celle de votre e-mail, ou adressez-vous au vendeur.',
  license_revoked:
    'Cette licence a été révoquée. Si vous pensez qu’il s’agit d’une erreur, adressez-vous au vendeur.',
  username_malformed:
    'Ce n’est pas un nom d’utilisateur valable. Utilisez 2 à 32 lettres (a à z), chiffres, points, tirets ou tirets bas. Commencez par une lettre ou un chiffre. N’utilisez ni adresse ni numéro de téléphone.',
  activation_unknown: 'L’un de ces appareils a déjà été libéré. Vérifiez la liste.',
  release_too_soon: 'Rien n’a été libéré. Les règles de cette licence sont affichées ci-dessous.',
  release_limit_reached: 'Rien n’a été libéré. Les règles de cette licence sont affichées ci-dessous.',
  too_many_requests: 'Trop de tentatives. Patientez et réessayez. Rien n’est bloqué.',
  list_full: 'Plus rien ne peut être ajouté à ce compte. Utilisez un autre compte.',
  email_malformed:
    'Ce n’est pas une adresse e-mail valable. Saisissez une adresse telle que name@example.com.',
  cookies_off:
    'Votre navigateur ne conserve pas les cookies. Ce site a besoin d’un cookie pour vous garder connecté. Autorisez les cookies pour ce site et réessayez. Rien n’a été fait.',
  username_taken: 'Ce nom d’utilisateur est pris. Choisissez-en un autre ou ajoutez-y un nombre.',
  password_refused: `Ce mot de passe est facile à deviner. ${UNRELATED}`,
  credentials_wrong:
    'Le nom d’utilisateur ou le mot de passe est incorrect. Vérifiez les deux et la touche Verr. Maj.',
  link_unknown:
    'Le lien ou le code a expiré, ou le code a été saisi trop souvent de façon incorrecte. Demandez un nouvel e-mail.',
  member_unknown: 'Ce membre n’existe pas. La liste des membres montre qui en est un.',
  invitation_unknown:
    'Cette invitation ou cette offre n’existe pas, a expiré ou a déjà été utilisée. Demandez-en une nouvelle à la personne qui l’a envoyée.',
  invitations_used_up:
    'Aujourd’hui, les invitations de cette licence ont créé autant de comptes qu’elles le peuvent. Réessayez demain, ou connectez-vous à un compte existant et acceptez l’invitation avec lui.',
  sign_in_code_unknown:
    'Ce code est incorrect, a expiré ou a déjà été utilisé. Comparez-le à celui de votre application, ou recommencez-y pour en obtenir un nouveau.',
  transfer_early:
    'La licence ne peut pas encore être acceptée, car son propriétaire peut encore retirer l’offre. La page dit à partir de quand vous pouvez accepter.',
  transfer_barred: 'La licence ne peut pas être cédée maintenant. La page de la cession dit pourquoi.',
  download_unknown:
    'Ce lien n’est pas complet. Copiez le lien entier, ou ouvrez la licence pour en obtenir un nouveau.',
  download_late: 'Ce lien a expiré. Ouvrez la licence pour en obtenir un nouveau.',
  coupon_malformed:
    'Ce code de coupon contient une faute de frappe. Comparez-le à celui que vous avez reçu : seize lettres et chiffres en quatre groupes.',
  coupon_unknown:
    'Ce coupon n’existe pas. Comparez le code à celui que vous avez reçu, ou adressez-vous au vendeur.',
  coupon_of_other_product:
    'Ce coupon vaut pour un autre produit. Utilisez-le sur la page d’une licence de ce produit.',
  coupon_ended: 'Ce coupon a pris fin. Demandez-en un autre au vendeur.',
  coupon_used_up: 'Ce coupon a été utilisé aussi souvent qu’il peut l’être. Demandez-en un autre au vendeur.',
  coupon_unfit:
    'Ce coupon n’a rien à ajouter à cette licence : elle est suspendue ou révoquée, n’a pas de fin, ou a autant de postes qu’elle peut en avoir. Le coupon n’a pas été utilisé.',
  takeover_possible:
    'La licence appartient à un autre compte, qui n’a prouvé aucune adresse e-mail et partage la licence. Vous pouvez la reprendre : cochez la case et lisez ce qui suit.',
  takeover_early:
    'La licence ne peut pas encore être reprise, car son propriétaire a sept jours pour refuser. La page dit à partir de quand vous pouvez la reprendre.',
  takeover_barred: 'La licence ne peut pas être reprise maintenant. La page de la reprise dit pourquoi.',
  license_owned:
    'Cette licence appartient déjà à un compte. Connectez-vous à ce compte : vous pouvez saisir cette clé au lieu du nom d’utilisateur. Si vous avez perdu le mot de passe, utilisez « Clé ou mot de passe perdus ? ». Si rien de cela ne vous aide, adressez-vous au vendeur.',
  email_mismatch:
    'La licence n’a pas été achetée avec cette adresse. Essayez une autre adresse que vous avez pu utiliser.',
  email_unproved:
    'La clé de licence seule ne suffit pas pour passer cette licence à une autre adresse. Saisissez l’ancienne adresse, ou prouvez-la d’abord. Si vous ne pouvez plus y lire vos e-mails, adressez-vous au vendeur.',
  rights_proof_wrong:
    'La clé de licence et le nom d’utilisateur ne vont pas avec la même licence. Vérifiez les deux, ou laissez les deux vides.',
  mail_limit_reached:
    'Trop d’e-mails ont été demandés aujourd’hui. Rien n’a été envoyé ni modifié. Réessayez demain.',
};

const PASSWORD = 'Saisissez votre mot de passe.';
const CODE = 'Saisissez le code.';
const EMAIL = 'Saisissez une adresse e-mail.';

const OF_FIELD: Texts['faults']['ofField'] = {
  username: 'Saisissez votre nom d’utilisateur.',
  password: PASSWORD,
  current: PASSWORD,
  next: PASSWORD,
  kind: 'Choisissez ce que vous demandez.',
  asker: 'Choisissez qui demande.',
  licenseKey: 'Saisissez votre clé de licence.',
  email: EMAIL,
  newEmail: EMAIL,
  oldEmail: 'Saisissez l’ancienne adresse ou une clé de licence.',
  code: CODE,
  newCode: CODE,
  oldCode: CODE,
  terms: 'Cochez la case pour accepter les conditions.',
  sure: 'Cochez la case pour confirmer.',
  nickname:
    'Au plus 40 lettres, chiffres, espaces et signes de ponctuation, sans adresse réseau ou e-mail ni numéro de téléphone ou de carte.',
  activations: 'Sélectionnez au moins un appareil.',
  receipt: 'Saisissez un reçu de suppression entier.',
  license: 'Choisissez l’une de vos licences.',
  coupon: 'Saisissez le code du coupon.',
};

const CODE_WRONG = 'Ce code est incorrect ou a déjà été utilisé. Vérifiez-le ou utilisez-en un autre.';

export const faultTexts = ({ count, day, wait }: Formats): Texts['faults'] => ({
  ofCode: OF_CODE,
  ofCodeAt: {
    credentials_wrong: {
      current:
        'Ce n’est pas votre mot de passe actuel. Vérifiez la touche Verr. Maj et saisissez-le de nouveau.',
      code: CODE_WRONG,
      licenseKey: 'La clé et le code n’appartiennent pas au même compte. Vérifiez les deux.',
    },
    email_mismatch: {
      licenseKey: 'Aucune licence de votre compte n’a cette clé. Comparez-la à celle de votre e-mail.',
    },
    license_owned: {
      email:
        'Le compte qui a la licence a prouvé cette adresse ou a la sienne, ou une reprise de la licence est en cours ou a été refusée ces 90 derniers jours. Connectez-vous à ce compte ou adressez-vous au vendeur.',
    },
    link_unknown: {
      code: CODE_WRONG,
      newCode: CODE_WRONG,
      oldCode: CODE_WRONG,
      email: 'Le lien n’a pas été envoyé à cette adresse. Saisissez celle à laquelle il a été envoyé.',
    },
  },
  ofField: OF_FIELD,
  offline: OFFLINE_FAULTS,
  recoveryCookieOff:
    'Votre navigateur n’a pas conservé le cookie qui lui lie le lien : le lien ne fonctionnera donc pas ici. Autorisez les cookies pour ce site et demandez un autre lien. Si votre demande date de plus de dix minutes, le lien a expiré.',
  passwordRefused: {
    ill_formed: 'Ce mot de passe contient des caractères illisibles. Saisissez-le de nouveau.',
    too_short: 'Utilisez au moins 8 caractères.',
    too_long: 'Utilisez au plus 256 caractères.',
    guessed: `Ce mot de passe figure sur une liste que les attaquants essaient en premier. ${UNRELATED}`,
    pattern: `Ce mot de passe suit un schéma que les attaquants essaient en premier. ${UNRELATED}`,
    digits: 'Ce mot de passe n’est qu’un nombre, facile à deviner. Ajoutez des mots.',
    own_word:
      'Ce mot de passe est trop proche de votre nom d’utilisateur ou du nom du produit. Choisissez-en un autre.',
  },
  wait: (seconds) => `Trop de tentatives. Attendez ${wait(seconds)} et réessayez. Rien n’est bloqué.`,
  releaseTooSoon: (next) =>
    `Un poste a été libéré récemment. La prochaine libération sera possible le ${day(next)}.`,
  releaseLimit: (perYear) =>
    `La limite de ${count(perYear, { one: 'libération', other: 'libérations' })} par an est atteinte. Vous pourrez de nouveau libérer un poste à partir de janvier. D’ici là, le vendeur peut en libérer un pour vous.`,
  releaseKept: (perYear) =>
    `La licence permet ${count(perYear, { one: 'libération', other: 'libérations' })} par an. Le reste de cette année est réservé à son propriétaire : demandez-lui de libérer le poste.`,
  malformed: 'Le formulaire est arrivé incomplet. Remplissez-le de nouveau.',
});
