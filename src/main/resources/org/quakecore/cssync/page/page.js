"use strict";
(() => {
  const form = document.getElementById("filters");
  if (!form) {
    return;
  }
  const [name, type, state] = ["name", "type", "state"].map((id) => document.getElementById(id));
  const shown = document.getElementById("shown");
  const rows = [...document.getElementById("table").tBodies[0].rows].map((row) => ({
    row,
    fault: row.cells[0].textContent.toLowerCase(),
    cells: [...row.querySelectorAll("td[data-state]")].map((cell) => ({
      type: cell.dataset.type,
      state: cell.dataset.state,
      wrong: cell.classList.contains("wrong"),
    })),
  }));

  function fits(cell) {
    if (type.value && cell.type !== type.value) {
      return false;
    }
    if (state.value === "!") {
      return cell.wrong;
    }
    return !state.value || "=" + cell.state === state.value;
  }

  function filter() {
    const text = name.value.trim().toLowerCase();
    let left = 0;
    for (const { row, fault, cells } of rows) {
      const stays = fault.includes(text) && cells.some(fits);
      row.hidden = !stays;
      left += stays ? 1 : 0;
    }
    shown.textContent = left + " of " + rows.length + (rows.length === 1 ? " fault" : " faults");
  }

  // A link leads also to what is filtered out or folded.
  function reveal() {
    const target = document.getElementById(location.hash.slice(1));
    if (!target) {
      return;
    }
    if (target.hidden) {
      form.reset();
      filter();
    }
    const fold = target.closest("details");
    if (fold) {
      fold.open = true;
    }
    target.scrollIntoView({ block: "center" });
  }

  form.hidden = false;
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));
  addEventListener("hashchange", reveal);
  addEventListener("beforeprint", () => {
    document.querySelectorAll("details").forEach((fold) => {
      fold.open = true;
    });
  });
  filter();
  reveal();
})();
