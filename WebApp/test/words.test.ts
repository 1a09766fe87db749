import { parse, pseudo, render } from "../src/i18n/format.ts";
import { equal } from "./assert.ts";

const say = (text: string, params = {}, locale = "en") => render(parse(text), params, locale);

Deno.test("plural forms follow the language", () => {
  const en = "{count, plural, =0 {none} one {# message} other {# messages}}";
  const ru = "{count, plural, one {# письмо} few {# письма} many {# писем} other {# письма}}";
  for (const [text, count, locale, words] of [
    [en, 0, "en", "none"], [en, 1, "en", "1 message"], [en, 2, "en", "2 messages"], [en, 1234, "en", "1,234 messages"],
    [ru, 1, "ru", "1 письмо"], [ru, 3, "ru", "3 письма"], [ru, 11, "ru", "11 писем"], [ru, 21, "ru", "21 письмо"], [ru, 25, "ru", "25 писем"],
    ["{count, plural, other {# 封邮件}}", 1, "zh-CN", "1 封邮件"],
  ] as const) equal(say(text, { count }, locale), words);
});

Deno.test("names, select and nesting", () => {
  equal(say("Reply to {name}", { name: "Zoë" }), "Reply to Zoë");
  equal(say("{count, plural, one {Moved to {folder}} other {# moved to {folder}}}", { count: 3, folder: "Work" }), "3 moved to Work");
  equal(say("{state, select, on {It runs} other {It rests}}", { state: "on" }), "It runs");
  equal(say("{state, select, on {It runs} other {It rests}}", { state: "blocked" }), "It rests");
  equal(say("a { b"), "a { b");
  equal(say("{count, plural, one {x}}", { count: 1 }), "{count, plural, one {x}}");
});

Deno.test("a value is never read as a message", () => equal(say("Hi {name}", { name: "{count, plural, other {#}}" }), "Hi {count, plural, other {#}}"));

Deno.test("the pseudo-locale keeps holes and tags", () => {
  equal(render(pseudo(parse("Hello <b>{name}</b>")), { name: "Zoe" }, "en"), "[Ĥéļļö <b>Zoe</b>~~~]");
  equal(render(pseudo(parse("{count, plural, one {# day} other {# days}}")), { count: 2 }, "en"), "[2 ðáýš~~]");
});
