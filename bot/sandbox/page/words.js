// The page's own words: one line for each saying, in the order of LANGUAGES.

export const LANGUAGES = {
  kk: "Қазақша",
  kaa: "Қарақалпақша",
  ru: "Русский",
  en: "English",
};

const ORDER = Object.keys(LANGUAGES);

const WORDS = {
  title: ["Сынақ алаңы", "Сынақ майданы", "Песочница", "Sandbox"],
  tagline: [
    "Telegram өз компьютеріңізде: ешқандай хабар сыртқа кетпейді",
    "Telegram өз компьютериңизде: ҳеш бир хабар сыртқа кетпейди",
    "Telegram на вашем компьютере: наружу ничего не уходит",
    "Telegram on your own machine: nothing leaves it",
  ],
  language: ["Тіл", "Тил", "Язык", "Language"],
  phone: ["Телефон", "Телефон", "Телефон", "Phone"],
  staff: ["Қызметкерлер", "Хызметкерлер", "Сотрудники", "Staff"],
  staffGroup: ["Қызметкерлер тобы", "Хызметкерлер топары", "Группа сотрудников", "Staff group"],
  person: ["Адам", "Адам", "Человек", "Person"],
  addPerson: ["Адам қосу", "Адам қосыў", "Добавить человека", "Add a person"],
  consultant: ["Кеңесші", "Мәсләҳәтши", "Консультант", "Consultant"],
  group: ["Топ", "Топар", "Группа", "Group"],
  anonymous: ["Топ атынан жазу", "Топар атынан жазыў", "Писать от имени группы", "Write as the group"],
  name: ["Аты", "Аты", "Имя", "Name"],
  username: ["Пайдаланушы аты", "Пайдаланыўшы аты", "Имя пользователя", "Username"],
  clientLanguage: ["Telegram тілі", "Telegram тили", "Язык Telegram", "Telegram's language"],
  topics: ["Тақырыптар", "Темалар", "Темы", "Topics"],
  general: ["Жалпы", "Улыўма", "Общая", "General"],
  closed: ["жабық", "жабық", "закрыта", "closed"],
  serviceCreated: ["Тақырып ашылды", "Тема ашылды", "Создана тема", "Topic created"],
  serviceRenamed: ["Тақырып аталуы өзгертілді", "Теманың аты өзгертилди", "Тема переименована", "Topic renamed"],
  serviceIcon: ["Тақырып белгісі өзгертілді", "Теманың белгиси өзгертилди", "У темы новый значок", "The topic has a new icon"],
  serviceClosed: ["Тақырып жабылды", "Тема жабылды", "Тема закрыта", "The topic was closed"],
  serviceReopened: ["Тақырып қайта ашылды", "Тема қайта ашылды", "Тема открыта снова", "The topic was reopened"],
  servicePinned: ["Хабар бекітілді", "Хабар бекитилди", "Закреплено", "Pinned"],
  serviceMigrated: ["Топ супертопқа айналды", "Топар супертопарға айланды", "Группа стала супергруппой", "The group became a supergroup"],
  topicClosed: ["Тақырып жабық", "Тема жабық", "Тема закрыта", "The topic is closed"],
  closeTopic: ["Тақырыпты жабу", "Теманы жабыў", "Закрыть тему", "Close the topic"],
  reopenTopic: ["Тақырыпты қайта ашу", "Теманы қайта ашыў", "Открыть тему снова", "Reopen the topic"],
  deleteTopic: ["Тақырыпты жою", "Теманы өшириў", "Удалить тему", "Delete the topic"],
  sureDeleteTopic: [
    "Тақырып барлық хабарымен бірге жойылады.",
    "Тема барлық хабарлары менен бирге өшириледи.",
    "Тема исчезнет вместе со всеми сообщениями.",
    "The topic will vanish with all its messages.",
  ],
  members: ["Қатысушылар", "Қатнасыўшылар", "Участники", "Members"],
  bot: ["бот", "бот", "бот", "bot"],
  block: ["Ботты бұғаттау", "Ботты блоклаў", "Заблокировать бота", "Block the bot"],
  unblock: ["Бұғаттан шығару", "Блоктан шығарыў", "Разблокировать бота", "Unblock the bot"],
  blocked: ["Сіз ботты бұғаттадыңыз", "Сиз ботты блокладыңыз", "Вы заблокировали бота", "You have blocked the bot"],
  start: ["Бастау", "Баслаў", "Начать", "Start"],
  nothingYet: ["Мұнда әзірге хабар жоқ", "Бул жерде ҳәзирше хабар жоқ", "Здесь пока нет сообщений", "No messages here yet"],
  more: ["Тағы", "Және", "Ещё", "More"],
  back: ["Артқа", "Артқа", "Назад", "Back"],
  send: ["Жіберу", "Жибериў", "Отправить", "Send"],
  message: ["Хабар", "Хабар", "Сообщение", "Message"],
  attach: ["Тіркеу", "Қосып жибериў", "Прикрепить", "Attach"],
  photoOrVideo: ["Сурет не видео", "Сүўрет ямаса видео", "Фото или видео", "Photo or video"],
  voice: ["Дауыстық хабар", "Даўыслы хабар", "Голосовое сообщение", "Voice message"],
  videoNote: ["Дөңгелек видео", "Дөңгелек видео", "Видеосообщение", "Video message"],
  audio: ["Аудио", "Аудио", "Аудио", "Audio"],
  file: ["Файл", "Файл", "Файл", "File"],
  sticker: ["Стикер", "Стикер", "Стикер", "Sticker"],
  location: ["Геолокация", "Локация", "Геопозиция", "Location"],
  latitude: ["Ендік", "Кеңлик", "Широта", "Latitude"],
  longitude: ["Бойлық", "Узынлық", "Долгота", "Longitude"],
  contact: ["Контакт", "Контакт", "Контакт", "Contact"],
  telephone: ["Телефон нөмірі", "Телефон номери", "Номер телефона", "Telephone number"],
  photo: ["Сурет", "Сүўрет", "Фото", "Photo"],
  video: ["Видео", "Видео", "Видео", "Video"],
  gone: ["Файл көрсетілмейді", "Файл көрсетилмейди", "Файл не показать", "The file cannot be shown"],
  keyboard: ["Батырмалар", "Түймелер", "Кнопки", "Buttons"],
  reply: ["Жауап беру", "Жуўап бериў", "Ответить", "Reply"],
  edit: ["Өзгерту", "Өзгертиў", "Изменить", "Edit"],
  remove: ["Жою", "Өшириў", "Удалить", "Delete"],
  copy: ["Мәтінді көшіру", "Текстти көшириў", "Скопировать текст", "Copy the text"],
  copied: ["Көшірілді", "Көширилди", "Скопировано", "Copied"],
  inspect: ["Төменде көрсету", "Төменде көрсетиў", "Показать внизу", "Show below"],
  react: ["Белгі қою", "Белги қойыў", "Реакция", "React"],
  edited: ["өзгертілді", "өзгертилди", "изменено", "edited"],
  silent: ["дыбыссыз", "даўыссыз", "без звука", "silent"],
  protectedMark: ["көшіруге болмайды", "көшириўге болмайды", "нельзя пересылать", "cannot be forwarded"],
  forwarded: ["Қайта жіберілген", "Қайта жиберилген", "Переслано", "Forwarded"],
  deletedMessage: ["Жойылған хабар", "Өширилген хабар", "Удалённое сообщение", "Deleted message"],
  pinned: ["Бекітілген хабар", "Бекитилген хабар", "Закреплённое сообщение", "Pinned message"],
  today: ["Бүгін", "Бүгин", "Сегодня", "Today"],
  unread: ["жаңа", "жаңа", "новых", "new"],
  toEnd: ["Соңына өту", "Ақырына өтиў", "К последнему", "To the latest"],
  ok: ["Жарайды", "Яқшы", "ОК", "OK"],
  cancel: ["Болдырмау", "Бийкарлаў", "Отмена", "Cancel"],
  add: ["Қосу", "Қосыў", "Добавить", "Add"],
  noAnswer: [
    "Бот батырмаға жауап бермеді",
    "Бот түймеге жуўап бермеди",
    "Бот не ответил на нажатие",
    "The bot did not answer the press",
  ],
  failed: ["Орындалмады", "Әмелге аспады", "Не получилось", "It did not work"],
  reset: ["Бәрін басынан бастау", "Бәрин басынан баслаў", "Начать всё заново", "Start all over"],
  sureReset: [
    "Барлық хабар мен тақырып жойылады.",
    "Барлық хабарлар ҳәм темалар өшириледи.",
    "Все сообщения и темы исчезнут.",
    "All messages and topics will vanish.",
  ],
  reconnecting: [
    "Сервермен байланыс жоқ, қайта қосылуда…",
    "Сервер менен байланыс жоқ, қайта жалғанбақта…",
    "Нет связи с сервером, подключаюсь снова…",
    "No connection to the server, trying again…",
  ],
  search: ["Іздеуді көру: сөз жазыңыз", "Излеўди көриў: сөз жазың", "Проверить поиск: напишите слова", "Try the search: type words"],
  foundNothing: ["Ештеңе табылмады: мәзір мен маман ұсынылады", "Ҳеш нәрсе табылмады: меню ҳәм қәниге усынылады", "Ничего не найдено: предлагаются меню и специалист", "Nothing found: the menu and a specialist are offered"],
  editor: ["Редакторға", "Редактор ушын", "Редактору", "For the editor"],
  lastMessage: ["Боттың соңғы хабары", "Боттың соңғы хабары", "Последнее сообщение бота", "The bot's last message"],
  chosenMessage: ["Таңдалған хабар", "Таңланған хабар", "Выбранное сообщение", "The chosen message"],
  noBotMessage: ["Бот әлі жазған жоқ", "Бот еле жазбады", "Бот ещё не писал", "The bot has not written yet"],
  length: ["Ұзындығы", "Узынлығы", "Длина", "Length"],
  screenFits: ["бір экранға сыяды", "бир экранға сыяды", "помещается на экран", "fits one screen"],
  screenLong: ["бір экраннан ұзын", "бир экраннан узын", "длиннее экрана", "longer than a screen"],
  tooLong: ["шекке жақын", "шекке жақын", "близко к пределу", "close to the limit"],
  noButtons: ["Батырма жоқ", "Түйме жоқ", "Кнопок нет", "No buttons"],
  bytes: ["байт", "байт", "байт", "bytes"],
  calls: ["Bot API сұраулары", "Bot API сораўлары", "Вызовы Bot API", "Bot API calls"],
  noCalls: ["Сұраулар әлі жоқ", "Сораўлар еле жоқ", "Вызовов ещё не было", "No calls yet"],
  onlyErrors: ["тек қателер", "тек қәтелер", "только ошибки", "errors only"],
  errors: ["Қате", "Қәте", "Ошибки", "Errors"],
};

const KEEP = "sapar.language";

export const language = {
  now: recall(),
  choose(code) {
    this.now = code;
    try {
      localStorage.setItem(KEEP, code);
    } catch {
      // A browser that keeps nothing still shows the page.
    }
  },
};

function recall() {
  try {
    const kept = localStorage.getItem(KEEP);
    return ORDER.includes(kept) ? kept : "ru";
  } catch {
    return "ru";
  }
}

export function say(key) {
  return WORDS[key][ORDER.indexOf(language.now)];
}
