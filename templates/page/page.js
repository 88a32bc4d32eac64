(function () {
  "use strict";
  // The figures and tables are in the page; this adds filters, paging and
  // downloads. Texts from the data go through textContent only.
  var data = window.pageData;
  var all = function (selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); };
  var byId = function (id) { return document.getElementById(id); };

  // Downloads.
  function cell(v) {
    if (typeof v === "number") return String(v);
    v = String(v);
    if (/^[=+\-@\t\r]/.test(v)) v = "'" + v;
    return /[",\r\n]/.test(v) ? '"' + v.replace(/"/g, '""') + '"' : v;
  }
  function csv(rows) {
    return "\ufeff" + rows.map(function (r) { return r.map(cell).join(","); }).join("\r\n") + "\r\n";
  }
  function save(name, rows) {
    var a = document.createElement("a");
    a.href = URL.createObjectURL(new Blob([csv(rows)], { type: "text/csv;charset=utf-8" }));
    a.download = name;
    document.body.appendChild(a);
    a.click();
    a.remove();
    setTimeout(function () { URL.revokeObjectURL(a.href); }, 1000);
  }
  all("[data-chart]").forEach(function (b) {
    var spec = data.charts.filter(function (c) { return c.id === b.dataset.chart; })[0];
    b.addEventListener("click", function () { save(spec.file, spec.rows); });
  });
  all("[data-table]").forEach(function (b) {
    b.addEventListener("click", function () {
      var rows = all("tr", byId(b.dataset.table)).filter(function (r) { return !r.hidden; }).map(function (r) {
        return all("th,td", r).map(function (c) { return c.innerText.replace(/\s+/g, " ").trim(); });
      });
      save(data[b.dataset.file], rows);
    });
  });

  // Filter of a table that is in the page.
  var filters = {};
  all("[data-for]").forEach(function (bar) {
    var table = byId(bar.dataset.for);
    if (!table) return;
    var township = bar.querySelector("[data-township]"), search = bar.querySelector("[data-search]"), only = bar.querySelector("[data-lists]"), shown = bar.querySelector(".shown");
    var rows = all("tbody tr[data-areas]", table).map(function (tr) {
      var areas = tr.dataset.areas.split(" ");
      return { tr: tr, areas: areas, only: (tr.dataset.lists || "").split(" "),
        text: (areas[0] + " " + (search.dataset.search ? tr : tr.querySelector("th")).textContent).toLowerCase(),
        parent: tr.classList.contains("county") || tr.classList.contains("township") };
    });
    function apply() {
      var t = township.value, words = search.value.trim().toLowerCase(), want = only && only.value, keep = {}, n = 0, of = 0;
      rows.forEach(function (r) {
        if (!r.parent) of++;
        var hit = (!t || r.areas.indexOf(t) >= 0) && (!words || r.text.indexOf(words) >= 0) && (!want || !r.parent && r.only.indexOf(want) >= 0);
        if (hit) {
          r.areas.forEach(function (a) { keep[a] = true; });
          if (!r.parent) n++;
        }
        r.hit = hit;
      });
      rows.forEach(function (r) {
        r.tr.hidden = !(r.hit || (r.parent && keep[r.areas[0]] && (t || words || want)));
      });
      shown.textContent = t || words || want ? "列出 " + n + " 村，共 " + of + " 村" : "共 " + of + " 村";
    }
    township.addEventListener("change", apply);
    search.addEventListener("input", apply);
    if (only) only.addEventListener("change", apply);
    filters[table.id] = function () {
      township.value = search.value = "";
      if (only) only.value = "";
      apply();
    };
    apply();
  });

  // A link to a village must not lead to a hidden row.
  function target() {
    var id = decodeURIComponent(location.hash.slice(1)), row = id && byId(id);
    if (row && row.hidden && filters["t-villages"]) {
      filters["t-villages"]();
      row.scrollIntoView();
    }
  }
  window.addEventListener("hashchange", target);
  target();

  // Lists that are filtered and paged from packed data: rows refer to lists and
  // places by number in their first two columns.
  var SIZE = 50, books = {};
  function book(name, packed, line, numbers) {
    var bar = document.querySelector('[data-list-of="' + name + '"]');
    if (!bar) return;
    var part = function (p) { return bar.querySelector('[data-part="' + p + '"]'); };
    var list = part("list"), town = part("township"), village = part("village"), text = part("text");
    var table = byId("t-" + name), pager = document.querySelector('[data-pager-of="' + name + '"]');
    var page = 0, hits = [];
    function villages() {
      var keep = village.value;
      village.length = 1;
      packed.places.forEach(function (p) {
        if (town.value && p[2] !== town.value) return;
        var o = document.createElement("option");
        o.value = p[0];
        o.textContent = (town.value ? "" : p[3] + " ") + p[1];
        village.appendChild(o);
      });
      village.value = keep;
      if (village.selectedIndex < 0) village.value = "";
    }
    function find() {
      var words = text.value.trim().toLowerCase();
      hits = packed.rows.filter(function (r) {
        var p = packed.places[r[1]], l = packed.lists[r[0]];
        return (!list.value || l[0] === list.value || (list.value === "suspect" && l[2])) && (!town.value || p[2] === town.value) &&
          (!village.value || p[0] === village.value) && (!words || line(r).join(" ").toLowerCase().indexOf(words) >= 0);
      });
      page = 0;
      show();
    }
    function households() {
      var seen = Object.create(null);
      return hits.filter(function (r) {
        var first = r[2] && !seen[r[2]];
        seen[r[2]] = true;
        return first;
      }).length;
    }
    function show() {
      var pages = Math.max(1, Math.ceil(hits.length / SIZE)), body = table.tBodies[0];
      page = Math.min(Math.max(page, 0), pages - 1);
      body.textContent = "";
      hits.slice(page * SIZE, (page + 1) * SIZE).forEach(function (r) {
        var tr = document.createElement("tr");
        line(r).forEach(function (s, i) {
          var td = document.createElement("td");
          if (numbers.indexOf(i) >= 0) td.className = "n";
          td.textContent = s;
          tr.appendChild(td);
        });
        body.appendChild(tr);
      });
      if (!hits.length) {
        var td = document.createElement("td");
        td.colSpan = table.tHead.rows[0].cells.length;
        td.textContent = "没有符合条件的行。";
        body.appendChild(document.createElement("tr")).appendChild(td);
      }
      pager.querySelector("span").textContent = "第 " + (page + 1) + " 页，共 " + pages + " 页；" + hits.length + " 行，涉及 " + households() + " 户";
      all("button", pager).forEach(function (b) {
        b.disabled = /first|prev/.test(b.dataset.page) ? page === 0 : page === pages - 1;
      });
    }
    all("button", pager).forEach(function (b) {
      b.addEventListener("click", function () {
        page = { first: 0, prev: page - 1, next: page + 1, last: Infinity }[b.dataset.page];
        show();
      });
    });
    list.addEventListener("change", find);
    town.addEventListener("change", function () { village.value = ""; villages(); find(); });
    village.addEventListener("change", find);
    text.addEventListener("input", find);
    part("csv").addEventListener("click", function () {
      var head = all("thead th", table).map(function (c) { return c.textContent; });
      save(packed.file, [head].concat(hits.map(line)));
    });
    villages();
    find();
    // choose sets the filters to a list and an area.
    books[name] = function (wanted, area) {
      var place = packed.places.filter(function (p) { return p[0] === area; })[0];
      list.value = wanted;
      text.value = "";
      town.value = place ? place[2] : area;
      if (town.selectedIndex < 0) town.value = ""; // a county: all townships
      villages();
      village.value = place ? area : "";
      if (village.selectedIndex < 0) village.value = "";
      find();
    };
  }
  var l = data.ledger, m = data.moved;
  book("households", l, function (r) {
    var p = l.places[r[1]];
    var id = r[2].slice(0, 2) === "~~" ? r[2].slice(1) : r[2].replace(/^~/, p[0]), cell = r[10] + l.headers[r[11]];
    return [l.lists[r[0]][1], p[3], p[1], id, l.heads[r[3]], l.statuses[r[4]], r[5], r[6], l.lines[r[7]], l.reasons[r[8]], l.sources[r[9]] + (cell ? " › " + cell : "")];
  }, [6, 7, 8]);
  book("moved", m, function (r) {
    var p = m.places[r[1]];
    return [m.lists[r[0]][1], p[3], p[1]].concat(r.slice(2));
  }, []);
  // Links from a figure to its households set the filter.
  document.addEventListener("click", function (e) {
    var a = e.target.closest && e.target.closest("a[data-area]");
    if (a) books.households(a.dataset.list || "", a.dataset.area);
  });
})();
