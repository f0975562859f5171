/** Every sentence of this page, in one place, so that it can be translated. */
const WORDS = {
  title: 'Sala · rehearsal room',
  brand: 'Sala',
  brandNote: 'rehearsal room',
  skip: 'To the phones',

  // the clock
  clock: 'Clock of the rehearsal',
  zones: 'Time in each place',
  nextPrompt: 'Next prompt',
  nextNone: 'Nothing is planned',
  hour: '+1 hour',
  hourShort: '+1 h',
  hourLong: 'Turn the clock one hour forward',
  morning: 'Next morning',
  morningLong: 'Turn the clock to the next morning',
  turning: 'Turning the clock …',
  turned: 'It is now {when}.',
  showZones: 'Show the time in each place',

  // the phones
  phones: 'Phones',
  addPhone: 'Add a phone',
  newGroup: 'Make a group',
  groupName: 'Name of the group',
  groupOf: 'Group of {n}',
  speakAs: 'You speak as',
  grow: 'Make it a supergroup',
  beside: 'Show {name} beside the other phone',
  sideBySide: 'Side by side',
  oneOnly: 'Close this phone',
  phoneOf: 'Phone of {name}',
  unread: '{n} unread',
  noPhones: 'There is no phone yet. Add one to begin.',
  empty: 'Nobody has written yet.',
  you: 'You: {text}',
  blockedMark: 'blocked',

  // the chat
  bot: 'bot',
  typing: 'typing …',
  recordsVoice: 'records a voice message …',
  sendsPhoto: 'sends a photo …',
  sendsFile: 'sends a file …',
  conversation: 'Conversation with {name}',
  start: 'Start',
  whatCanItDo: 'What can this bot do?',
  fromYou: 'You, {time}',
  fromBot: '{name}, {time}',
  edited: 'edited',
  silent: 'sent without a sound',
  earlier: 'Show earlier messages',
  toNewest: 'To the newest message',
  editThis: 'Edit this message',
  editing: 'Editing your message',
  opensLink: 'opens a link',
  stopEditing: 'Stop editing',
  photo: 'Photo',
  voice: 'Voice message',
  audio: 'Audio',
  video: 'Video',
  document: 'File',
  location: 'Place',
  contact: 'Contact',
  poll: 'Poll',
  other: 'A message that this page cannot show',
  buttons: 'Buttons of this message',
  keyboard: 'Keyboard of the bot',
  showKeyboard: 'Show the keyboard of the bot',
  hideKeyboard: 'Hide the keyboard of the bot',
  seconds: '{n} s',

  // writing
  message: 'Message',
  caption: 'Caption',
  send: 'Send',
  save: 'Save the change',
  commands: 'Commands',
  noCommands: 'The bot offers no commands here.',
  attach: 'Send a photo, a file or a place',
  record: 'Record a voice message',
  recording: 'Recording {time}',
  cancel: 'Cancel',
  sendVoice: 'Send the recording',
  noMicrophone: 'The microphone is not available here. Choose a sound file instead.',
  takePhoto: 'Photo',
  takeVideo: 'Video',
  takeVoice: 'Sound file as voice message',
  takeFile: 'File',
  takePlace: 'Place',
  takeContact: 'My contact',
  remove: 'Remove',
  dropHere: 'Let go to attach',

  // the menu of a phone
  menu: 'More for this phone',
  openLink: 'Open a t.me link',
  block: 'Block the bot',
  unblock: 'Unblock the bot',
  blocked: 'This phone has blocked the bot.',

  // dialogs
  close: 'Close',
  ok: 'OK',
  linkTitle: 'Open a link on the phone of {name}',
  linkLabel: 'Invitation link',
  linkHint: 'For example https://t.me/{bot}?start=CODE',
  open: 'Open',
  whichPhone: 'Open this link on which phone?',
  newTitle: 'Add a phone',
  newName: 'Name',
  newUser: 'Username, if any',
  newPlace: 'Country',
  newLanguage: 'Language of the phone',
  add: 'Add',
  placeTitle: 'Send a place',
  placeNear: 'Near',
  latitude: 'Latitude',
  longitude: 'Longitude',
  leaveTitle: 'Open this page in a new tab?',

  // trouble
  lost: 'The room does not answer. Trying again …',
  failed: 'That did not work: {why}',
};

/** Countries of the region: name, zone, and a few places to send. */
export const COUNTRIES = {
  LA: { name: 'Laos', zone: 'Asia/Vientiane', places: [['Vientiane', 17.9757, 102.6331], ['Luang Prabang', 19.8856, 102.1347]] },
  KH: { name: 'Cambodia', zone: 'Asia/Phnom_Penh', places: [['Takeo', 10.9908, 104.7850], ['Phnom Penh', 11.5564, 104.9282]] },
  MM: { name: 'Myanmar', zone: 'Asia/Yangon', places: [['Yangon', 16.8409, 96.1735], ['Inle Lake', 20.5500, 96.9167]] },
  TH: { name: 'Thailand', zone: 'Asia/Bangkok', places: [['Chiang Mai', 18.7883, 98.9853], ['Bangkok', 13.7563, 100.5018]] },
  VN: { name: 'Vietnam', zone: 'Asia/Ho_Chi_Minh', places: [['Cao Lãnh', 10.4602, 105.6330], ['Hà Nội', 21.0285, 105.8542]] },
  MY: { name: 'Malaysia', zone: 'Asia/Kuala_Lumpur', places: [['Kuala Lumpur', 3.1390, 101.6869]] },
  ID: { name: 'Indonesia', zone: 'Asia/Jakarta', places: [['Cirebon', -6.7320, 108.5523]] },
  CN: { name: 'China', zone: 'Asia/Shanghai', places: [['Kunming', 25.0389, 102.7183]] },
};

/** Languages that a phone can be set to. */
export const LANGUAGES = {
  en: 'English', km: 'ភាសាខ្មែរ', lo: 'ພາສາລາວ', my: 'မြန်မာဘာသာ', th: 'ภาษาไทย', vi: 'Tiếng Việt',
};

/** What a person is in the workshop that waits for them. */
export const ROLES = {
  trainee: 'Trainee', leader: 'Cluster leader', facilitator: 'Facilitator', researcher: 'Researcher',
};

/** The sentence `key` with its `{values}` filled in. */
export function t(key, values = {}) {
  return WORDS[key].replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
