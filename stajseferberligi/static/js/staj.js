/* Small comforts. Every page works without this file. */
(() => {
  "use strict";

  const each = (root, selector, act) => root.querySelectorAll(selector).forEach(act);

  /* A page that comes back with errors says so first. */
  function focusErrors(root) {
    const summary = root.querySelector("[data-error-summary]");
    if (summary) summary.focus();
  }

  /* <input type="checkbox" data-select-all="offer">: the box in the head of a list ticks every box of that name;
     <span data-selected-count="offer"> says how many are ticked, <button data-needs-selection="offer"> waits for the first. */
  function countSelected(name) {
    const boxes = [...document.querySelectorAll(`input[type=checkbox][name="${CSS.escape(name)}"]`)].filter((box) => !box.disabled);
    const ticked = boxes.filter((box) => box.checked).length;
    each(document, `[data-selected-count="${CSS.escape(name)}"]`, (place) => { place.textContent = String(ticked); });
    each(document, `[data-needs-selection="${CSS.escape(name)}"]`, (button) => { button.setAttribute("aria-disabled", String(ticked === 0)); });
    each(document, `[data-select-all="${CSS.escape(name)}"]`, (all) => {
      all.checked = ticked > 0 && ticked === boxes.length;
      all.indeterminate = ticked > 0 && ticked < boxes.length;
    });
  }

  document.addEventListener("change", (event) => {
    const box = event.target;
    if (!(box instanceof HTMLInputElement) || box.type !== "checkbox") return;
    const all = box.dataset.selectAll;
    if (all) {
      each(document, `input[type=checkbox][name="${CSS.escape(all)}"]`, (one) => { if (!one.disabled) one.checked = box.checked; });
      countSelected(all);
    } else if (document.querySelector(`[data-select-all="${CSS.escape(box.name)}"]`)) {
      countSelected(box.name);
    }
  });

  /* A second click on a decision: the server answers it harmlessly, the page does not even ask. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.method !== "post") return;
    const button = event.submitter;
    if (form.dataset.sent || (button && button.getAttribute("aria-disabled") === "true")) {
      event.preventDefault();
      return;
    }
    if (form.dataset.draft) keepDraft(form, true);
    if (form.hasAttribute("hx-post")) return;
    form.dataset.sent = "yes";
    if (button) {
      button.setAttribute("aria-disabled", "true");
      button.setAttribute("aria-busy", "true");
    }
  });
  window.addEventListener("pageshow", () => {
    each(document, "form[data-sent]", (form) => {
      delete form.dataset.sent;
      each(form, "[aria-busy]", (button) => { button.removeAttribute("aria-busy"); button.removeAttribute("aria-disabled"); });
    });
  });

  /* <form data-draft="key">: what was typed survives an ended session in this tab. Never passwords, files or hidden values. A draft that was
     sent is dropped on the first page that is neither the same form nor the sign-in that an ended session leads to. */
  const KEPT_OUT = ["password", "file", "hidden", "submit", "button"];
  const draftKey = (form) => `draft:${form.dataset.draft}`;
  const kept = (form) => [...form.elements].filter((field) => field.name && !KEPT_OUT.includes(field.type));
  const isTick = (field) => field.type === "checkbox" || field.type === "radio";

  function readDraft(key) {
    try { return JSON.parse(sessionStorage.getItem(key)); } catch { return null; }
  }

  function keepDraft(form, sent) {
    const values = kept(form).map((field) => [field.name, field.value, isTick(field) ? field.checked : null]);
    try { sessionStorage.setItem(draftKey(form), JSON.stringify({ sent, values })); } catch { /* a full or forbidden store costs the comfort only */ }
  }

  function restoreDraft(form) {
    const draft = readDraft(draftKey(form));
    if (!draft || form.querySelector("[aria-invalid]")) return;
    let changed = false;
    for (const [name, value, checked] of draft.values) {
      for (const field of kept(form).filter((one) => one.name === name)) {
        if (isTick(field)) {
          if (field.value === value && field.checked !== checked) { field.checked = checked; changed = true; }
        } else if (field.value !== value) {
          field.value = value;
          changed = true;
        }
      }
    }
    const note = form.querySelector("[data-draft-note]");
    if (changed && note) note.hidden = false;
  }

  function dropSentDrafts() {
    if (document.body.classList.contains("is-entrance")) return;
    for (const key of Object.keys(sessionStorage).filter((one) => one.startsWith("draft:"))) {
      const here = document.querySelector(`form[data-draft="${CSS.escape(key.slice(6))}"]`);
      if (!here && readDraft(key)?.sent) sessionStorage.removeItem(key);
    }
  }

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && form.dataset.draft) keepDraft(form, false);
  });

  /* Menus close with Escape and with a click elsewhere. */
  document.addEventListener("click", (event) => {
    each(document, "details.top-menu[open]", (menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    each(document, "details.top-menu[open]", (menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
    if (location.hash === "#menu") location.hash = "#content";
  });

  function prepare(root) {
    const names = new Set();
    each(root, "[data-select-all]", (box) => {
      box.hidden = false;
      names.add(box.dataset.selectAll);
      const head = box.closest("th");
      if (head) head.dataset.label = box.getAttribute("aria-label") ?? ""; /* stands beside the box on a phone, where the other heads are hidden */
    });
    names.forEach(countSelected);
    each(root, "form[data-draft]", restoreDraft);
  }

  dropSentDrafts();
  prepare(document);
  focusErrors(document);
  window.addEventListener("load", () => focusErrors(document)); // an address that ends in #content takes the focus meanwhile
  document.addEventListener("htmx:afterSwap", (event) => prepare(event.detail.elt));
})();
