
// The controls: the date, the filters, the colours. Without a script the page shows its latest date, whole.
{
  const held = JSON.parse(document.getElementById("dates").textContent);
  const root = document.getElementById("page");
  const bar = document.querySelector(".time");
  const slider = bar.querySelector("[type=range]");
  const latest = held.days.length - 1;
  const undone = [];
  let shown = latest;

  const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
  const said = (day) => `${Number(day.slice(8))} ${months[Number(day.slice(5, 7)) - 1]} ${day.slice(0, 4)}`;
  const each = (selector, act, within = document) => within.querySelectorAll(selector).forEach(act);

  // The whole page moves: step by step back from the latest date, and the same steps on again.
  const between = bar.querySelector(".between");
  const go = (to) => {
    between.hidden = true;
    to = Math.max(0, Math.min(latest, to));
    if (to === shown) return;
    for (; shown > to; shown--) {
      const undo = [];
      change(root, held.back[shown - 1] ?? {}, undo);
      undone.push(undo);
    }
    for (; shown < to; shown++) undone.pop().reverse().forEach((act) => act());
    tell();
    each("form.filters[data-of]", choose);
  };

  const tell = () => {
    const day = held.days[shown];
    slider.value = shown;
    slider.setAttribute("aria-valuetext", said(day));
    bar.querySelector(".told").textContent = said(day);
    if (document.activeElement !== jump) jump.value = day;
    bar.querySelector(".last").disabled = shown === latest;
    bar.querySelector("[data-step='-1']").disabled = shown === 0;
    bar.querySelector("[data-step='1']").disabled = shown === latest;
    each("svg[data-plot]", cover);
  };

  // What was still to come is covered in every chart.
  const svg = (tag, attributes) => {
    const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    return node;
  };
  const cover = (chart) => {
    const [left, top, width, height] = chart.dataset.plot.split(" ").map(Number);
    const share = (held.moments[shown] - chart.dataset.from) / (chart.dataset.to - chart.dataset.from);
    const x = left + width * Math.max(0, Math.min(1, share));
    chart.querySelector(".veil")?.remove();
    if (share >= 1) return;
    const veil = svg("g", { class: "veil" });
    veil.append(svg("rect", { x, y: 0, width: left + width - x + 16, height: top + height + 1 }));
    veil.append(svg("line", { x1: x, x2: x, y1: 0, y2: top + height }));
    chart.append(veil);
  };

  // A chart can be drawn across: the date follows.
  const follow = (chart) => {
    const [left, , width] = chart.dataset.plot.split(" ").map(Number);
    const whole = Number(chart.getAttribute("viewBox").split(" ")[2]);
    const at = (event) => {
      const box = chart.getBoundingClientRect();
      const share = (((event.clientX - box.left) / box.width) * whole - left) / width;
      const moment = Number(chart.dataset.from) + share * (chart.dataset.to - chart.dataset.from);
      go(share >= 1 ? latest : held.moments.findLastIndex((one) => one - 864e5 <= moment));
    };
    chart.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      chart.setPointerCapture(event.pointerId);
      at(event);
    });
    chart.addEventListener("pointermove", (event) => chart.hasPointerCapture(event.pointerId) && at(event));
  };

  // Filters choose among what is there on the date shown.
  const choose = (form) => {
    const list = document.getElementById(`${form.dataset.of}-list`);
    if (!list) return;
    const asked = [...form.querySelectorAll("select")].filter((one) => one.value);
    const words = (form.elements.words?.value ?? "").trim().toLowerCase();
    const doubtful = form.elements.doubtful?.checked;
    const items = [...list.querySelectorAll("tbody > tr, ol > li")];
    let left = 0;
    for (const item of items) {
      const fits = asked.every((one) => (item.dataset[one.name] ?? "").split(" ").includes(one.value))
        && (!words || item.textContent.toLowerCase().includes(words))
        && (!doubtful || "doubtful" in item.dataset);
      item.hidden = !fits;
      left += fits;
    }
    each(".part-of-list", (part) => {
      part.hidden = !part.querySelector("li:not([hidden]), tbody > tr:not([hidden])");
      if (left < items.length) part.open = true;
    }, list);
    form.querySelector(".found").textContent = left === items.length ? "" : `${left} of ${items.length}`;
  };
  root.addEventListener("input", (event) => event.target.form?.dataset.of && choose(event.target.form));
  root.addEventListener("submit", (event) => event.preventDefault());

  // Whoever follows a link to an event that is folded away, or that a filter hides, sees it all the same.
  root.addEventListener("click", (event) => {
    const target = document.getElementById(event.target.closest?.("a[href^='#']")?.hash.slice(1));
    const folded = target?.closest("details");
    if (folded) folded.open = true;
    const form = target?.closest("[hidden]") && target.closest(".list")?.parentElement.querySelector("form.filters");
    if (!form) return;
    form.reset();
    choose(form);
  });

  // On paper nothing can be unfolded: what is folded is printed open, and folded again afterwards.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...root.querySelectorAll("details:not([open])")];
    folded.forEach((one) => { one.open = true; });
  });
  addEventListener("afterprint", () => { folded.forEach((one) => { one.open = false; }); });

  const paint = (theme) => {
    document.documentElement.dataset.theme = theme;
    document.querySelector(`.theme [value=${theme}]`).checked = true;
  };
  const kept = () => { try { return localStorage.getItem("coalition-theme"); } catch { return null; } };
  const keep = (theme) => { try { localStorage.setItem("coalition-theme", theme); } catch { /* it is a convenience */ } };
  const themes = ["auto", "light", "dark"];
  paint(themes.includes(kept()) ? kept() : "auto");
  each(".theme input", (one) => one.addEventListener("change", () => { paint(one.value); keep(one.value); }));

  let telling;
  const go_and_say = (to, why = "") => {
    go(to);
    between.textContent = why;
    between.hidden = !why;
    clearTimeout(telling);
    const words = why || `As of ${said(held.days[shown])}`;
    telling = setTimeout(() => { document.getElementById("said").textContent = words; }, 400);
  };
  // Of a day that the page does not hold it shows the one before, and says so.
  const go_to_day = (day) => {
    const place = held.days.findLastIndex((one) => one <= day);
    const one = place < 0 ? held.days[0] : held.days[place];
    go_and_say(place, one === day ? "" : `${why_not(day, one)}; shown as of ${said(one)}.`);
  };
  const why_not = (day, one) => {
    if (day < one) return `Nothing was on record before ${said(one)}`;
    if (one === held.days[latest]) return `This page goes up to ${said(one)}`;
    if (held.days.length < held.of) return `To keep the page small, it holds no day from after ${said(one)} to ${said(day)}`;
    return `Nothing changed between ${said(one)} and ${said(day)}`;
  };
  slider.max = latest;
  slider.addEventListener("input", () => go_and_say(Number(slider.value)));
  each("[data-step]", (one) => one.addEventListener("click", () => go_and_say(shown + Number(one.dataset.step))), bar);
  bar.querySelector(".last").addEventListener("click", () => go_and_say(latest));
  const jump = bar.querySelector("[type=date]");
  jump.min = held.days[0];
  jump.max = held.days[latest];
  // While a date is being typed it is left alone; a year of one digit is the beginning of one.
  const begun = (day) => day < "1000" && held.days[0] >= "1000";
  jump.addEventListener("change", () => jump.value && !begun(jump.value) && go_to_day(jump.value));
  jump.addEventListener("blur", () => { jump.value = held.days[shown]; });
  document.getElementById("paths").addEventListener("change", (event) => {
    document.documentElement.classList.toggle("paths", event.target.checked);
  });

  // Where much differs between the dates, that is packed; what cannot be unpacked leaves the latest date.
  const unpacked = async () => {
    const bytes = Uint8Array.from(atob(held.packed), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return JSON.parse(await new Response(stream).text());
  };
  const start = () => {
    tell();
    each("svg[data-plot]", latest ? follow : () => {});
    bar.hidden = !latest;
    document.documentElement.classList.add("scripted");
  };

  each("form.filters, .theme", (one) => { one.hidden = false; });
  if (held.back) start();
  else unpacked().then((back) => { held.back = back; start(); }, () => {});
}
