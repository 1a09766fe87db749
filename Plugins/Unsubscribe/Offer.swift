import MailFlowPlugin

/// What the reading pane shows about a list.
enum Offer {
    /// Leave the list.
    static let perform = "unsubscribe"
    /// The person opens the list's page.
    static let open = "open"
    /// The person says that the page did it.
    static let confirm = "confirm"
    /// The person has read why it failed and wants to hear no more of it.
    static let clear = "clear"

    /// The actions on a message, the one to show first.
    static func actions(_ list: ListMail, _ memory: Memory?) -> [JSON] {
        switch memory?.state {
        case .done:
            guard let memory, memory.isOverstayed(list.received) else {
                return [action(perform, "Unsubscribed", sentence(list, memory), "done")]
            }
            return [offer(list, "Unsubscribe again", "You left this list on \(memory.day.words), but it still writes.")]
        case .failed:
            let again = offer(list, "Unsubscribe", memory?.reason ?? "", state: "failed")
            let clear = action(clear, "Clear", "Forgets that it failed.", "offer")
            guard let page = list.page, case .oneClick = list.way else { return [again, clear] }
            return [again, link(page, "Open the list's page", "Leave the list there, then mark it as done here."), clear]
        case .opened:
            let done = action(confirm, "Mark as unsubscribed", "When the list's page has confirmed it.", "offer")
            return list.page.map { [link($0, "Open the list's page again", ""), done] } ?? [done]
        case nil: return [offer(list, "Unsubscribe", detail(list))]
        }
    }

    /// How it stands, in a sentence.
    static func sentence(_ list: ListMail, _ memory: Memory?) -> String {
        guard let memory else { return detail(list) }
        switch (memory.state, memory.way) {
        case (.done, .mail): return "Asked by mail to be unsubscribed on \(memory.day.words)."
        case (.done, _): return "Unsubscribed on \(memory.day.words)."
        case (.opened, _): return "Finish on the list's page, then mark it as unsubscribed here."
        case (.failed, _): return memory.reason
        }
    }

    /// What will happen.
    private static func detail(_ list: ListMail) -> String {
        switch list.way {
        case .oneClick(let url): "Asks \(host(url)) to take you off this list."
        case .link(let url): "Opens \(host(url)), where you can leave this list."
        case .mail(let request): "Sends a mail to \(request.address) from your account."
        }
    }

    private static func offer(_ list: ListMail, _ label: String, _ detail: String, state: String = "offer") -> JSON {
        if case .link(let url) = list.way { return link(url, label, detail, state: state) }
        return action(perform, label, detail, state)
    }

    private static func action(_ id: String, _ label: String, _ detail: String, _ state: String) -> JSON {
        [
            "id": .string(id), "slot": "message.chip", "label": .string(label), "detail": .string(detail), "state": .string(state),
            "kind": "perform",
        ]
    }

    private static func link(_ url: String, _ label: String, _ detail: String, state: String = "offer") -> JSON {
        var link = action(open, label, detail, state)
        link["kind"] = "link"
        link["url"] = .string(url)
        return link
    }

    private static func host(_ url: String) -> String { String(url.dropFirst(8).prefix { $0 != "/" && $0 != "?" && $0 != "#" }) }
}
