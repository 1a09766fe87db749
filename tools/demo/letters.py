"""What the demo's mail says: conversations between desks of a building site, in the languages and charsets of real mailboxes."""

# (language, charset, subject, [(sender name, local part, text), …]); ME is the mailbox's owner.
ME = None
CONVERSATIONS = [
    ("en", "utf-8", "Ferry terminal roof: revised truss schedule", [
        ("Timber Yard", "yard", "Hi,\n\nNode 7 moves 40 mm east so the bottom chord clears the duct at +6.850. Everything else in revision B holds, including the bearing plates at grid C.\n\nIf you confirm by Friday noon they all leave on one lorry.\n\nBest,\nTimber Yard"),
        ("Survey Desk", "survey", "Duct is fixed at +6.850. Anything above that line is free, and the hangers can move by half a metre either way."),
        (ME, None, "Confirmed, please go ahead with revision C. We will have the crane on site from seven."),
        ("Timber Yard", "yard", "Booked. The lorry leaves at five, so expect it between eight and nine.\n\nThe drawings are attached once more."),
    ]),
    ("en", "utf-8", "Boathouse survey: invoice 2026-114", [
        ("Survey Desk", "survey", "Attached is the invoice for the survey of the boathouse. The site visit on the 3rd is included; the drone flight is not charged.\n\nPayment within 30 days is fine."),
        (ME, None, "Thank you, it goes out with Thursday's payments."),
    ]),
    ("de", "iso-8859-1", "Prüfbericht Brücke über den Kanal", [
        ("Prüfstelle", "pruefstelle", "Guten Tag,\n\nanbei der Prüfbericht. Die Schweißnähte an Träger 4 müssen nachgearbeitet werden, alle übrigen Maße stimmen.\n\nFür Rückfragen stehen wir gern zur Verfügung.\n\nMit freundlichen Grüßen\nPrüfstelle"),
        (ME, None, "Danke. Wir lassen Träger 4 am Dienstag nacharbeiten und melden uns dann für die Nachprüfung."),
        ("Prüfstelle", "pruefstelle", "Dienstag passt. Bitte denken Sie an die Gerüstfreigabe."),
    ]),
    ("fr", "windows-1252", "Devis pour l’échafaudage du quai nº 3", [
        ("Échafaudages du Port", "devis", "Bonjour,\n\nVeuillez trouver ci-joint notre devis de 4 250 € pour l’échafaudage, montage et démontage compris. L’offre est valable jusqu’à la fin du mois.\n\nCordialement,\nÉchafaudages du Port"),
        (ME, None, "Merci, c’est accepté. Pouvez-vous commencer lundi à huit heures ?"),
    ]),
    ("es", "utf-8", "Entrega de las ventanas: ¿mañana o el jueves?", [
        ("Ventanas Norte", "pedidos", "Buenos días:\n\nLas ventanas están listas. Podemos entregarlas mañana por la tarde o el jueves por la mañana. ¿Qué prefieren?\n\nUn saludo,\nVentanas Norte"),
        (ME, None, "El jueves a las nueve, por favor. La calle está cortada mañana."),
    ]),
    ("it", "utf-8", "Sopralluogo al padiglione: perché non venerdì?", [
        ("Studio Tecnico", "studio", "Buongiorno,\n\nper il sopralluogo proponiamo venerdì alle 10. La città chiude il lungomare già dalle 14, quindi conviene la mattina.\n\nCordiali saluti"),
    ]),
    ("ru", "koi8-r", "Чертёж крыши и срок поставки", [
        ("Склад леса", "sklad", "Здравствуйте!\n\nЧертёж получили, балки готовы к отгрузке. Срок поставки - две недели, если подтвердите заказ до пятницы.\n\nС уважением,\nСклад леса"),
        (ME, None, "Подтверждаем. Пришлите, пожалуйста, счёт."),
    ]),
    ("zh-CN", "gb18030", "码头屋顶图纸和交货日期", [
        ("图纸室", "drawings", "您好：\n\n附件是码头屋顶的最新图纸。钢材将于下周三交货，请确认卸货地点。\n\n此致\n图纸室"),
    ]),
    ("ja", "iso-2022-jp", "工程会議の日程について", [
        ("工程管理", "schedule", "お世話になっております。\n\n次回の工程会議は木曜日の午前十時からでよろしいでしょうか。\n\nよろしくお願いいたします。"),
    ]),
    ("ar", "utf-8", "موعد تسليم الأبواب", [
        ("مكتب الميناء", "port", "السلام عليكم،\n\nالأبواب جاهزة للتسليم يوم الأحد الساعة 9:00. نرجو تأكيد العنوان ورقم الهاتف.\n\nمع التحية"),
    ]),
    ("pl", "iso-8859-2", "Zużycie śrub – zestawienie", [
        ("Magazyn", "magazyn", "Dzień dobry,\n\nw załączeniu zestawienie zużycia śrub za październik. Zostało 340 sztuk M16, zamówić więcej?\n\nPozdrawiamy"),
    ]),
    ("en", "utf-8", "Keys to the site office", [
        ("Site Office", "office", "Left them with the neighbour in 4B. Somebody is in until six."),
        (ME, None, "Got them, thank you."),
    ]),
    ("en", "utf-8", "Frost tonight, cover the water meter", [
        ("Allotment Group", "allotments", "Minus four by six in the morning. There is sacking in the shed, the second shelf on the left.\n\nWhoever passes last: please close the tap by the gate."),
    ]),
    ("en", "windows-1252", "Your seats to the coast, 19 November", [
        ("Northline Rail", "tickets", "Coach 6, seats 41 and 42, window and aisle. Boarding closes two minutes before departure – please be on the platform in time.\n\nThe ticket is attached."),
    ]),
]

NEWSLETTERS = [
    ("Harbour News", "news", "Harbour news: {n} things that happened on the quay", "The dredger is back, the fish market opens earlier, and the bridge gets its new lamps."),
    ("Tool Library", "tools", "New in the tool library, issue {n}", "A laser level, two pressure washers and, after long repair, the big router."),
    ("Weather for Builders", "weather", "Your week: frost on {n} mornings", "Concrete likes neither frost nor wind. Here is when to pour."),
    ("Allotment Gazette", "gazette", "Gazette no. {n}: what to sow now", "Broad beans, garlic and patience."),
]

NOTICES = [
    ("Builds", "builds", "Build {n} passed", "All 214 checks passed in 6 minutes 12 seconds."),
    ("Parcel Service", "parcels", "Your parcel {n} is on its way", "It arrives tomorrow between 9 and 12. You can choose another day until midnight."),
    ("Bank", "statements", "Statement {n} is ready", "Your statement for this month is ready."),
]

FOLDERS = {"Projects": ("roof", "Brücke", "échafaudage", "屋顶"), "Receipts": ("invoice", "seats", "Statement")}
