// The words of the page, by language.
const all = {
  en: {
    title: "Task", description: "Description", descriptionHint: "A link back to the message is added.", project: "Project", section: "Section", due: "Due, in words", dueDate: "or on a day",
    dueExample: "tomorrow at 9", priority: "Priority", p1: "1, urgent", p2: "2", p3: "3", p4: "4, usual", labels: "Labels", save: "Add task", cancel: "Cancel", reload: "Load lists again",
    noSection: "No section", inbox: "Inbox", noSubject: "(no subject)", from: "From {who}", loading: "Asking Todoist …", saving: "Adding the task …", made: "Task “{title}” added",
    notConnected: "Todoist is not connected. Put your API token into Settings, Todoist.", token: "Todoist does not accept your token. It may have been revoked: put a new one into Settings, Todoist.",
    outage: "Todoist cannot be reached just now. Try again in a moment: the task will not be made twice.", gone: "Todoist does not have this project, section or task any more. Load the lists again.",
    notGranted: "This server may not reach Todoist. An administrator can allow it under Plugins, Todoist.", rate: "Todoist has had too many requests. Try again in {seconds} seconds.", failed: "That did not work. Try again.",
  },
  de: {
    title: "Aufgabe", description: "Beschreibung", descriptionHint: "Ein Link zurück zur Nachricht wird angefügt.", project: "Projekt", section: "Abschnitt", due: "Fällig, in Worten", dueDate: "oder an einem Tag",
    dueExample: "morgen um 9", priority: "Priorität", p1: "1, dringend", p2: "2", p3: "3", p4: "4, üblich", labels: "Etiketten", save: "Aufgabe hinzufügen", cancel: "Abbrechen", reload: "Listen neu laden",
    noSection: "Kein Abschnitt", inbox: "Eingang", noSubject: "(kein Betreff)", from: "Von {who}", loading: "Todoist wird gefragt …", saving: "Aufgabe wird hinzugefügt …", made: "Aufgabe „{title}“ hinzugefügt",
    notConnected: "Todoist ist nicht verbunden. Trage deinen API-Token unter Einstellungen, Todoist ein.", token: "Todoist nimmt deinen Token nicht an. Vielleicht wurde er widerrufen: Trage unter Einstellungen, Todoist einen neuen ein.",
    outage: "Todoist ist gerade nicht erreichbar. Versuche es gleich noch einmal: Die Aufgabe entsteht nicht doppelt.", gone: "Dieses Projekt, dieser Abschnitt oder diese Aufgabe ist in Todoist nicht mehr da. Lade die Listen neu.",
    notGranted: "Dieser Server darf Todoist nicht erreichen. Eine Administratorin oder ein Administrator kann es unter Plugins, Todoist erlauben.", rate: "Todoist bekam zu viele Anfragen. Versuche es in {seconds} Sekunden noch einmal.", failed: "Das hat nicht geklappt. Versuche es noch einmal.",
  },
  fr: {
    title: "Tâche", description: "Description", descriptionHint: "Un lien vers le message est ajouté.", project: "Projet", section: "Section", due: "Échéance, en mots", dueDate: "ou un jour précis",
    dueExample: "demain à 9h", priority: "Priorité", p1: "1, urgente", p2: "2", p3: "3", p4: "4, habituelle", labels: "Étiquettes", save: "Ajouter la tâche", cancel: "Annuler", reload: "Recharger les listes",
    noSection: "Sans section", inbox: "Boîte de réception", noSubject: "(sans objet)", from: "De {who}", loading: "Todoist est interrogé…", saving: "Ajout de la tâche…", made: "Tâche « {title} » ajoutée",
    notConnected: "Todoist n’est pas connecté. Indiquez votre jeton d’API dans Paramètres, Todoist.", token: "Todoist refuse votre jeton. Il a peut-être été révoqué : indiquez-en un nouveau dans Paramètres, Todoist.",
    outage: "Todoist est injoignable pour l’instant. Réessayez dans un moment : la tâche ne sera pas créée deux fois.", gone: "Ce projet, cette section ou cette tâche n’existe plus dans Todoist. Rechargez les listes.",
    notGranted: "Ce serveur ne peut pas joindre Todoist. L’administration peut l’autoriser sous Plugins, Todoist.", rate: "Todoist a reçu trop de requêtes. Réessayez dans {seconds} secondes.", failed: "Cela n’a pas fonctionné. Réessayez.",
  },
  es: {
    title: "Tarea", description: "Descripción", descriptionHint: "Se añade un enlace al mensaje.", project: "Proyecto", section: "Sección", due: "Vencimiento, en palabras", dueDate: "o un día",
    dueExample: "mañana a las 9", priority: "Prioridad", p1: "1, urgente", p2: "2", p3: "3", p4: "4, normal", labels: "Etiquetas", save: "Añadir tarea", cancel: "Cancelar", reload: "Cargar las listas de nuevo",
    noSection: "Sin sección", inbox: "Bandeja de entrada", noSubject: "(sin asunto)", from: "De {who}", loading: "Consultando Todoist…", saving: "Añadiendo la tarea…", made: "Tarea «{title}» añadida",
    notConnected: "Todoist no está conectado. Ponga su token de API en Ajustes, Todoist.", token: "Todoist no acepta su token. Puede que se haya revocado: ponga uno nuevo en Ajustes, Todoist.",
    outage: "Ahora no se puede acceder a Todoist. Inténtelo de nuevo en un momento: la tarea no se creará dos veces.", gone: "Todoist ya no tiene este proyecto, sección o tarea. Cargue las listas de nuevo.",
    notGranted: "Este servidor no puede acceder a Todoist. La administración puede permitirlo en Plugins, Todoist.", rate: "Todoist ha recibido demasiadas peticiones. Inténtelo en {seconds} segundos.", failed: "No ha funcionado. Inténtelo de nuevo.",
  },
  it: {
    title: "Attività", description: "Descrizione", descriptionHint: "Viene aggiunto un link al messaggio.", project: "Progetto", section: "Sezione", due: "Scadenza, a parole", dueDate: "o un giorno",
    dueExample: "domani alle 9", priority: "Priorità", p1: "1, urgente", p2: "2", p3: "3", p4: "4, normale", labels: "Etichette", save: "Aggiungi attività", cancel: "Annulla", reload: "Ricarica gli elenchi",
    noSection: "Nessuna sezione", inbox: "In arrivo", noSubject: "(nessun oggetto)", from: "Da {who}", loading: "Interrogo Todoist…", saving: "Aggiungo l’attività…", made: "Attività «{title}» aggiunta",
    notConnected: "Todoist non è collegato. Inserisci il tuo token API in Impostazioni, Todoist.", token: "Todoist non accetta il tuo token. Forse è stato revocato: inseriscine uno nuovo in Impostazioni, Todoist.",
    outage: "Todoist non è raggiungibile al momento. Riprova tra poco: l’attività non verrà creata due volte.", gone: "Todoist non ha più questo progetto, questa sezione o questa attività. Ricarica gli elenchi.",
    notGranted: "Questo server non può raggiungere Todoist. Un amministratore può consentirlo in Plugin, Todoist.", rate: "Todoist ha ricevuto troppe richieste. Riprova tra {seconds} secondi.", failed: "Non ha funzionato. Riprova.",
  },
  ru: {
    title: "Задача", description: "Описание", descriptionHint: "Будет добавлена ссылка на письмо.", project: "Проект", section: "Раздел", due: "Срок, словами", dueDate: "или дата",
    dueExample: "завтра в 9", priority: "Приоритет", p1: "1, срочно", p2: "2", p3: "3", p4: "4, обычный", labels: "Метки", save: "Добавить задачу", cancel: "Отмена", reload: "Загрузить списки заново",
    noSection: "Без раздела", inbox: "Входящие", noSubject: "(без темы)", from: "От {who}", loading: "Запрашиваем Todoist…", saving: "Добавляем задачу…", made: "Задача «{title}» добавлена",
    notConnected: "Todoist не подключён. Укажите токен API в разделе «Настройки», Todoist.", token: "Todoist не принимает ваш токен. Возможно, он отозван: укажите новый в разделе «Настройки», Todoist.",
    outage: "Todoist сейчас недоступен. Повторите чуть позже: задача не появится дважды.", gone: "Этого проекта, раздела или задачи в Todoist больше нет. Загрузите списки заново.",
    notGranted: "Этому серверу не разрешено обращаться к Todoist. Администратор может разрешить это в разделе «Плагины», Todoist.", rate: "Слишком много запросов к Todoist. Повторите через {seconds} с.", failed: "Не получилось. Повторите.",
  },
  zh: {
    title: "任务", description: "说明", descriptionHint: "会附上返回此邮件的链接。", project: "项目", section: "分区", due: "截止时间（文字）", dueDate: "或选择日期",
    dueExample: "明天上午9点", priority: "优先级", p1: "1（紧急）", p2: "2", p3: "3", p4: "4（普通）", labels: "标签", save: "添加任务", cancel: "取消", reload: "重新加载列表",
    noSection: "无分区", inbox: "收件箱", noSubject: "（无主题）", from: "来自 {who}", loading: "正在询问 Todoist…", saving: "正在添加任务…", made: "已添加任务“{title}”",
    notConnected: "尚未连接 Todoist。请在设置的 Todoist 中填写 API 令牌。", token: "Todoist 不接受您的令牌，可能已被撤销。请在设置的 Todoist 中填写新的令牌。",
    outage: "目前无法连接 Todoist。请稍后重试，任务不会重复创建。", gone: "Todoist 中已没有此项目、分区或任务。请重新加载列表。",
    notGranted: "此服务器无权访问 Todoist。管理员可在插件的 Todoist 中允许。", rate: "对 Todoist 的请求过多。请在 {seconds} 秒后重试。", failed: "操作未成功，请重试。",
  },
};

/** A function that says a word in a language, else in English. */
export function words(language) {
  const chosen = all[language.toLowerCase().split("-")[0]] ?? all.en;
  return (key, values = {}) => (chosen[key] ?? all.en[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
