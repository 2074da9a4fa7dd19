/** The texts in French, with ordinary spaces; `typeset` makes those before a mark narrow. */
import type { CheckState } from '../lease/check.ts';
import type { Sentences, WrittenDays } from './sentences.ts';

const DAY = new Intl.DateTimeFormat('fr-FR', { dateStyle: 'long', timeZone: 'UTC' });

const by = (day: string | undefined): string => (day === undefined ? '' : ` avant la fin du ${day}`);
const ended = ({ licenseEndsOn: day }: WrittenDays): string =>
  day === undefined ? 'La licence a pris fin.' : `La licence a pris fin le ${day}.`;
const unconfirmed = ({ leaseEndsOn: day }: WrittenDays): string =>
  `La licence n’a pas été confirmée depuis ${day === undefined ? 'la fin de l’attestation' : `le ${day}`}.`;
const duringNotice = ({ noticeEndsOn: day }: WrittenDays, state: CheckState): string =>
  state === 'stale'
    ? ` Tout fonctionne jusqu’${day === undefined ? 'à la fin du préavis' : `au ${day}`}.`
    : '';

const AGAIN = 'Réessayez ensuite.';
const ACTIVATE_AGAIN =
  'Activez de nouveau avec votre clé de licence. L’attestation de cet appareil reste valable jusqu’à sa fin.';
const inTrial = ({ endsOn, daysLeft }: NonNullable<WrittenDays['trial']>): string =>
  `C’est un essai. ${daysLeft > 1 ? `Il reste ${daysLeft} jours, jusqu’au ${endsOn}.` : 'C’est son dernier jour.'}`;

const WORK_STAYS = 'Vous pouvez toujours consulter, enregistrer et exporter votre travail ;';
const USERNAME_FORM =
  'Utilisez 2 à 32 lettres (a à z), chiffres, points, tirets ou tirets bas. Commencez par une lettre ou un chiffre. N’utilisez ni adresse ni numéro de téléphone.';

export const FRENCH: Sentences = {
  day: (day) => DAY.format(day).replace(/^1 /, '1er '),
  checks: {
    lease_valid: ({ trial }) =>
      trial ? inTrial(trial) : 'Cette application a une licence sur cet appareil.',
    machine_unconfirmed: ({ trial }) =>
      trial
        ? inTrial(trial)
        : 'Cette application a une licence. Les cartes réseau de cet appareil sont désactivées ou masquées : la licence sera confirmée lors de son prochain renouvellement.',
    lease_ended: (days) =>
      `${unconfirmed(days)} Connectez-vous à internet${by(days.graceEndsOn)} ; d’ici là, tout fonctionne.`,
    license_in_grace: (days) =>
      `${ended(days)} Tout fonctionne encore quelques jours ; renouvelez la licence, puis connectez-vous à internet.`,
    key_removed: (days) =>
      `La licence doit être confirmée de nouveau. Connectez-vous à internet${by(days.graceEndsOn)} ; d’ici là, tout fonctionne.`,
    clock_behind: () =>
      'Les horloges de cet appareil et du serveur de licences diffèrent. Vérifiez la date et l’heure, puis connectez-vous à internet pour confirmer la licence.',
    grace_ended: (days) => `${unconfirmed(days)} ${WORK_STAYS} connectez-vous à internet pour continuer.`,
    license_ended: (days) =>
      days.trial
        ? `L’essai a pris fin le ${days.trial.endsOn}. Saisissez une clé de licence pour continuer.`
        : `${ended(days)} Renouvelez-la, puis connectez-vous à internet ou saisissez la nouvelle clé de licence.`,
    no_activation: () => 'Saisissez votre clé de licence pour activer cette application sur cet appareil.',
    released: () =>
      'Le poste de cet appareil a été libéré. Saisissez une clé de licence pour l’utiliser de nouveau.',
    returned: () =>
      'Le poste de cet appareil a été rendu. Connectez-vous à Internet et ouvrez de nouveau l’application pour utiliser un poste libre.',
    suspended: (days, state) =>
      `La licence a été suspendue.${duringNotice(days, state)} Adressez-vous au vendeur, puis connectez-vous à internet.`,
    revoked: (days, state) =>
      `La licence a été révoquée.${duringNotice(days, state)} Adressez-vous au vendeur ou saisissez une autre clé de licence.`,
    wrong_machine: (_days, state) =>
      state === 'limited'
        ? `Cet appareil a d’autres cartes réseau que celui qui a été activé. ${WORK_STAYS} connectez-vous à internet pour continuer.`
        : 'Cette application a été activée sur un appareil qui a d’autres cartes réseau. Connectez-vous à internet pour confirmer celui-ci ; d’ici là, tout fonctionne pendant quelques jours.',
    wrong_product: () =>
      'La licence de cet appareil concerne un autre produit. Saisissez une clé de licence pour celui-ci.',
    wrong_issuer: () =>
      'La licence de cet appareil vient d’un autre vendeur. Saisissez votre clé de licence.',
    lease_untrusted: () =>
      'Les données de licence de cet appareil sont endommagées. Connectez-vous à internet pour les réparer, ou saisissez votre clé de licence.',
    farewell: () =>
      'Cette application n’a plus besoin de licence. Son éditeur a mis fin à toutes les vérifications de licence.',
    state_unreadable: () =>
      'Les données de licence de cet appareil ne peuvent pas être lues. Vérifiez les droits d’accès au dossier de l’application, ou saisissez votre clé de licence.',
  },
  overLease: (after) => `Ce qui est en cours continue jusqu’à ce que vous y mettiez fin. Ensuite : ${after}`,
  events: {
    renewed: ({ licenseEndsOn: day }) =>
      day === undefined
        ? 'La licence a été renouvelée sans fin.'
        : `La licence a été renouvelée jusqu’au ${day}.`,
    ending_soon: ({ licenseEndsOn: day, trial }) =>
      trial
        ? `L’essai prend fin le ${trial.endsOn}. Saisissez une clé de licence pour continuer.`
        : `La licence prend fin ${day === undefined ? 'bientôt' : `le ${day}`}. Renouvelez-la pour continuer.`,
    suspended: () => 'La licence a été suspendue. Adressez-vous au vendeur.',
    revoked: () => 'La licence a été révoquée. Adressez-vous au vendeur.',
    reinstated: () => 'La licence est de nouveau valable.',
    released_elsewhere: () =>
      'Le poste de cet appareil a été libéré ailleurs. Saisissez une clé de licence pour utiliser de nouveau cette application ici.',
    moved: ({ machineName: name }) =>
      `Un autre appareil utilise le poste que celui-ci avait ; celui-ci a donc son propre poste${name === undefined ? '' : ` : ${name}`}.`,
    takeover: () =>
      'Quelqu’un demande à devenir propriétaire de cette licence. Si elle est à vous, vous pouvez refuser dans le portail client. Cette application continue de fonctionner dans tous les cas.',
    policy: () =>
      'La politique de confidentialité va changer. La page de confidentialité du portail client indique ce qui change, et à partir de quel jour.',
    update_needed: () =>
      'Une version plus récente de cette application a été utilisée sur cet appareil. Mettez celle-ci à jour.',
  },
  errors: {
    no_network: {
      message: 'Le serveur de licences est injoignable.',
      remedy: `Vérifiez la connexion à internet. ${AGAIN}`,
    },
    proxy_or_captive_portal: {
      message: 'Autre chose a répondu à la place du serveur de licences.',
      remedy: `Identifiez-vous sur le réseau, ou vérifiez les paramètres du proxy et l’horloge de l’appareil. ${AGAIN}`,
    },
    server_trouble: {
      message: 'Le serveur de licences ne peut pas répondre à la demande en ce moment.',
      remedy: 'Réessayez plus tard.',
    },
    answer_untrusted: {
      message: 'La réponse du serveur de licences n’a pas pu être vérifiée.',
      remedy:
        'Réessayez depuis un autre réseau. Si cela ne suffit pas, adressez-vous à l’éditeur de cette application.',
    },
    license_key_malformed: {
      message: 'Cette clé de licence contient une faute de frappe.',
      remedy: 'Comparez-la à celle de l’e-mail, ou copiez-la et collez-la.',
    },
    not_activated: {
      message: 'Cette application n’est pas activée sur cet appareil.',
      remedy: 'Saisissez la clé de licence.',
    },
    username_malformed: {
      message: 'Le serveur de licences n’accepte pas ce nom d’utilisateur.',
      remedy: USERNAME_FORM,
    },
    aborted: { message: 'L’opération a été interrompue.' },
    state_unwritable: {
      message: 'Les données de licence n’ont pas pu être écrites.',
      remedy: `Vérifiez que le disque a de la place et que l’application peut écrire dans son dossier. ${AGAIN}`,
    },
    options_malformed: {
      message: 'Cette application est mal configurée.',
      remedy: 'Adressez-vous à l’éditeur de cette application.',
    },
    farewell_refused: {
      message: 'Ce fichier ne met pas fin aux vérifications de licence de cette application, ou pas encore.',
      remedy:
        'Prenez le fichier entier que l’éditeur a publié pour cette application, et vérifiez la date de cet appareil.',
    },
    offline_answer_refused: {
      message: 'Cette réponse ne convient pas à cet appareil, n’est plus à jour ou a été modifiée en chemin.',
      remedy:
        'Copiez de nouveau tout le texte ou tout le fichier de la réponse. Si cela ne suffit pas, créez une nouvelle demande sur cet appareil et faites-y répondre.',
    },
  },
  causes: {
    offline: {
      message: 'Le serveur de licences n’a pas été atteint.',
      remedy:
        'Vérifiez la connexion à Internet et qu’aucun pare-feu ne bloque cette application, puis réessayez.',
    },
    proxy: {
      message: 'Le proxy n’a pas relié cette application au serveur de licences.',
      remedy:
        'Vérifiez l’adresse et le mot de passe du proxy, ou adressez-vous à l’administrateur du réseau, puis réessayez.',
    },
    'captive-portal': {
      message: 'Autre chose sur ce réseau a répondu à la place du serveur de licences.',
      remedy:
        'Ouvrez une page web dans un navigateur et connectez-vous au réseau s’il le demande, puis réessayez.',
    },
    'tls-inspection': {
      message: 'La connexion chiffrée ne mène pas au serveur de licences.',
      remedy:
        'Vérifiez la date et l’heure de cet appareil. Si elles sont justes, demandez son certificat à l’administrateur du réseau.',
    },
    server: {
      message:
        'Le serveur de licences ne peut pas répondre pour le moment, ou la connexion a été interrompue.',
      remedy: 'Réessayez plus tard.',
    },
    refused: {
      message: 'Le serveur de licences a été atteint et a refusé.',
      remedy: 'Vérifiez la clé de licence, ou adressez-vous au vendeur.',
    },
  },
  severalKeys: {
    message: 'Ce texte contient deux clés de licence différentes.',
    remedy: 'Ne saisissez que la clé de cette application.',
  },
  refusals: {
    license_key_malformed: {
      message: 'Cette clé de licence contient une faute de frappe.',
      remedy:
        'Saisissez une clé telle que vous l’avez reçue : 30 lettres et chiffres en six groupes de cinq.',
    },
    license_key_unknown: {
      message: 'Cette clé de licence est inconnue pour ce produit.',
      remedy:
        'Vérifiez que la clé correspond à ce produit, ou demandez à l’éditeur de retrouver votre licence.',
    },
    license_suspended: {
      message: 'Cette licence est suspendue.',
      remedy: 'Demandez le motif à l’éditeur. Une licence suspendue peut être rétablie.',
    },
    license_revoked: {
      message: 'Cette licence a été révoquée.',
      remedy: 'Si vous pensez qu’il s’agit d’une erreur, adressez-vous à l’éditeur.',
    },
    license_ended: {
      message: 'Cette licence a pris fin.',
      remedy: 'Renouvelez la licence auprès de l’éditeur.',
    },
    seats_taken: {
      message: 'Tous les postes de cette licence sont utilisés.',
      remedy:
        'Libérez un appareil que vous n’utilisez plus, ou l’ancienne installation de cet appareil, ou achetez un autre poste.',
    },
    seats_in_use: {
      message: 'Tous les postes de cette licence sont en cours d’utilisation.',
      remedy:
        'Réessayez lorsque quelqu’un aura quitté l’application, ou demandez un poste de plus. Un poste se libère aussi quelque temps après la dernière connexion de son appareil.',
    },
    demo_full: {
      message: 'Cette démo n’a plus d’activation disponible aujourd’hui.',
      remedy: 'Réessayez demain. Chaque activation d’une démo disparaît au bout d’un jour.',
    },
    username_required: {
      message: 'Ce produit demande le nom d’utilisateur de votre compte pour l’activation.',
      remedy: 'Saisissez le nom d’utilisateur de votre compte.',
    },
    username_malformed: { message: 'Ce n’est pas un nom d’utilisateur valable.', remedy: USERNAME_FORM },
    username_unknown: {
      message: 'Cette licence appartient à un compte qui a un autre nom d’utilisateur.',
      remedy:
        'Saisissez le nom d’utilisateur du compte qui a cette licence, ou demandez à son titulaire une licence pour vous.',
    },
    activation_unknown: { message: 'Le serveur ne connaît pas cette activation.', remedy: ACTIVATE_AGAIN },
    activation_forked: {
      message: 'Deux appareils utilisent la même activation.',
      remedy:
        'Activez cet appareil avec votre clé de licence : il occupe alors son propre poste. Si vous n’avez qu’un appareil, adressez-vous à l’éditeur.',
    },
    proof_invalid: {
      message: 'La demande ne prouve pas qu’elle vient de l’appareil activé.',
      remedy: ACTIVATE_AGAIN,
    },
    release_too_soon: {
      message: 'Un poste de cette licence a été libéré trop récemment.',
      remedy: 'Attendez la fin du délai, ou demandez à l’éditeur de libérer le poste.',
    },
    release_limit_reached: {
      message: 'Toutes les libérations de cette licence pour cette année sont utilisées.',
      remedy: 'Attendez l’année prochaine, ou demandez à l’éditeur de libérer le poste.',
    },
    authorization_pending: {
      message: 'Vous n’avez pas encore répondu.',
      remedy: 'Saisissez le code sur la page que l’application indique, et choisissez-y une licence.',
    },
    slow_down: { message: 'L’application interroge trop souvent.', remedy: 'Patientez un instant.' },
    access_denied: {
      message: 'L’activation a été refusée dans le portail.',
      remedy: 'Si c’était une erreur, connectez-vous de nouveau depuis l’application.',
    },
    expired_token: {
      message: 'Ce code a expiré ou a été utilisé.',
      remedy: 'Connectez-vous de nouveau depuis l’application : elle affiche un nouveau code.',
    },
    trial_not_offered: {
      message: 'Ce produit n’a pas d’essai.',
      remedy: 'Saisissez une clé de licence.',
    },
    trial_over: {
      message: 'L’essai de ce produit sur cet appareil est terminé.',
      remedy:
        'Saisissez une clé de licence. Un autre essai peut commencer douze mois après le début du dernier.',
    },
  },
  unknownRefusal: {
    message: 'Le serveur de licences a refusé la demande à cause de la licence.',
    remedy: 'Demandez le motif à l’éditeur.',
  },
  reinstall:
    'Cet appareil ne peut pas être reconnu après une réinstallation ; chaque nouvelle installation occupe donc son propre poste. Si l’application était déjà installée ici, libérez son ancien poste dans le portail client, ou attendez la fin de son attestation et du délai de grâce.',
};
