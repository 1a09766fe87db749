// The words of the panel in every language of the app.
import de from "./words/de.js";
import en from "./words/en.js";
import es from "./words/es.js";
import fr from "./words/fr.js";
import it from "./words/it.js";
import ru from "./words/ru.js";
import zh from "./words/zh-CN.js";

const all = { de, en, es, fr, it, ru, zh };

/** A function that gives sentences: `{name}` stands for a parameter, `|` parts the plural forms that `n` chooses from (one, few, the rest). */
export function speak(language) {
  const base = language.slice(0, 2).toLowerCase(), words = all[base] ?? en, rules = new Intl.PluralRules(all[base] ? language : "en");
  return (key, params = {}) => {
    const forms = (words[key] ?? en[key] ?? key).split("|"), form = rules.select(params.n ?? 0);
    const chosen = form === "one" ? forms[0] : form === "few" && forms.length > 2 ? forms[1] : forms.at(-1);
    return chosen.replace(/\{(\w+)\}/g, (whole, name) => String(params[name] ?? whole));
  };
}
