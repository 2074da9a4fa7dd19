/**
 * Derives a machine's two-word name, such as "amber falcon", from the random id of its activation. The app and the
 * portal show the same name without storing or sending it, and the name reveals nothing about the machine. The
 * derivation is frozen, because a changed word or mixing step would rename every machine;
 * test/vectors/machine-names.json verifies it. The name is not an identifier: there are only 65,536 names. Use the
 * activation id to distinguish two machines with certainty.
 */

const FIRST_WORDS = words(`
  able active agile airy alert alpine amber ample amused apt aqua arctic ardent artful astral autumn
  awake azure balanced balmy bamboo beige blissful blithe blue bold boreal brave breezy bright brisk bronze
  burnished calm candid careful caring carmine cedar celestial cerulean charmed cheerful chief chilly chipper citrus civil
  classic clear clever cobalt colorful composed constant cool copper coral cordial cosmic cozy cream creative crimson
  crisp crystal curious cyan dainty dapper daring dawning deft delicate denim devoted dewy diligent distant dreamy
  early earnest earthy eastern elated electric elegant elfin emerald eminent endless epic equal eternal even evergreen
  exact fabled fair faithful famous fancy festive fleet floral fluent fond forest frank free fresh friendly
  frosty fuchsia gallant generous gentle genuine gilded glad gleaming glossy golden graceful grand grateful green happy
  hardy harmonic hazel hearty helpful honest hopeful humble hushed indigo inventive ivory jade jasper jaunty jolly
  jovial joyful jubilant keen khaki kind kindly lavender leafy learned lemon level light lilac lilting lime
  lively lofty loyal lucid lucky lunar magenta magic major maroon mauve mellow merry mighty mild mindful
  minty modest mossy musical navy neat nimble noble northern novel ochre olive opal orange orderly patient
  peaceful pearly pensive placid playful pleasant plucky poised polar polished polite prime proud prudent quaint quick
  quiet radiant rapid ready regal roaming robust rosy royal ruby rugged russet sage sandy sapphire scarlet
  scenic serene shining silent silken silver sincere snowy solar solid spirited spruce stately steady stellar summery
  sunny sure teal thankful tidy timely topaz tranquil trusty upbeat valiant velvet vivid warm wise zesty
`);

const SECOND_WORDS = words(`
  acacia acorn albatross alder almond alpaca antelope apricot arbor ash aspen aster atoll aurora avocado avocet
  badger banyan basin bay beach bear bee beetle begonia birch bison blossom bluebell bluebird bobcat breeze
  brook bumblebee butterfly caldera camel camellia canary canyon caribou cat chamois cheetah cherry chestnut chickadee chipmunk
  cicada clam cliff cloud clover comet condor cormorant cosmos cottage cotton cove coyote crane creek cricket
  crocus curlew cygnet cypress daffodil dahlia daisy dale deer delta dingo dolphin dove dragonfly dune eagle
  echidna egret elk elm emu ermine falcon fawn fern field finch fir firefly fjord flamingo foxglove
  garden gardenia gazelle gecko ginkgo giraffe glacier glade goldfinch goose gorse grebe grotto grove guava gull
  hamlet harbor hawk hawthorn heather hedgehog heron hill hollyhock hornbill horse hyacinth ibex ibis iguana impala
  inlet iris island ivy jackdaw jaguar jasmine jay juniper kangaroo kelp kestrel kingbird kite kiwi koala
  koi ladybird lagoon lake larch lark laurel lemur leopard lichen lily linden linnet lion llama lobster
  lotus lupin lynx macaw magnolia magpie mallard manatee maple marigold marmot marten meadow merlin mesa mimosa
  minnow mongoose moon moorhen moose mountain myrtle narwhal nebula nuthatch oak oasis ocelot octopus orca orchard
  orchid oriole osprey otter owl oyster palm panda panther parakeet parrot partridge peach pear pebble pelican
  penguin peony petrel petunia pheasant pigeon pine pinyon plateau plover pond poplar poppy possum prairie puffin
  puma quail quartz quokka rabbit raven reef reindeer ridge river robin rowan sable salmon sandpiper savanna
  seahorse seal sequoia sparrow spring sunflower swan swift tern thistle thrush tiger tulip turtle walrus wren
`);

/**
 * The name of a machine: an adjective and a word from nature, separated by a space, in lower-case ASCII.
 * @param activationId the random id of the activation (22 characters of base64url); any string gives some name.
 */
export function machineName(activationId: string): string {
  const mixed = mix(activationId);
  return `${wordAt(FIRST_WORDS, mixed & 0xff)} ${wordAt(SECOND_WORDS, (mixed >>> 8) & 0xff)}`;
}

/**
 * A 32-bit hash of a text: FNV-1a over the characters, then MurmurHash3's finaliser, so that each character affects
 * every bit of both words of a machine's name.
 */
function mix(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}

function wordAt(list: readonly string[], index: number): string {
  return list[index % list.length] ?? '';
}
