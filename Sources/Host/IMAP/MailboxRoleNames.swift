import Core

/// What people and providers call the mailboxes of each role, in lower case, the likeliest first: en fr es it de ru zh, and a few more.
enum MailboxRoleNames {
    static let names: [MailboxRole: [String]] = [
        .drafts: [
            "drafts", "draft", "brouillons", "brouillon", "borradores", "borrador", "bozze", "entwürfe", "entwurf", "черновики", "草稿箱",
            "草稿", "草稿夹",
            "draft messages", "draftbox", "concepten", "rascunhos",
        ],
        .sent: [
            "sent", "sent items", "sent messages", "sent mail", "sent-mail", "sentbox", "éléments envoyés", "messages envoyés", "envoyés",
            "courrier envoyé",
            "objets envoyés", "enviados", "elementos enviados", "mensajes enviados", "correo enviado", "posta inviata", "inviati",
            "inviata", "messaggi inviati",
            "elementi inviati", "gesendet", "gesendete objekte", "gesendete elemente", "gesendete nachrichten", "gesendete",
            "postausgang gesendet",
            "отправленные", "отправленное", "исходящие", "已发送", "已发送邮件", "已发邮件", "已傳送", "寄件备份", "发件箱", "verzonden", "verzonden items",
            "itens enviados",
        ],
        .archive: [
            "archive", "archives", "archived", "archivé", "archivo", "archivados", "archivado", "archivio", "archiviati", "archiv",
            "archiviert", "архив", "归档", "存档",
            "已归档", "archief", "arquivo",
        ],
        .junk: [
            "junk", "spam", "junk email", "junk e-mail", "junk mail", "bulk mail", "bulk", "bulkmail", "courrier indésirable",
            "indésirables", "pourriel", "pourriels",
            "correo no deseado", "no deseado", "correo basura", "posta indesiderata", "indesiderata", "spamverdacht", "spam-verdacht",
            "junk-e-mail", "unerwünscht",
            "unerwünschte werbung", "werbung", "спам", "нежелательная почта", "垃圾邮件", "垃圾箱", "广告邮件", "ongewenste e-mail", "lixo eletrônico",
        ],
        .trash: [
            "trash", "deleted", "deleted items", "deleted messages", "bin", "wastebasket", "corbeille", "éléments supprimés",
            "messages supprimés", "papelera",
            "elementos eliminados", "eliminados", "papelera de reciclaje", "cestino", "posta eliminata", "elementi eliminati", "eliminata",
            "papierkorb",
            "gelöscht", "gelöschte objekte", "gelöschte elemente", "gelöschte nachrichten", "корзина", "удаленные", "удалённые",
            "удаленные элементы", "已删除",
            "已删除邮件", "废件箱", "回收站", "垃圾桶", "prullenbak", "lixeira",
        ],
        .all: ["all mail", "tous les messages", "todos", "tutti i messaggi", "alle nachrichten", "вся почта", "所有邮件"],
        .flagged: ["starred", "flagged", "favoris", "suivis", "destacados", "speciali", "markiert", "помеченные", "已加星标"],
        .important: ["important", "importants", "importantes", "importanti", "wichtig", "важное", "重要"],
    ]
}
