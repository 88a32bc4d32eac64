(function () {
  "use strict";
  // The figures and tables are in the page; this adds charts, filters, paging
  // and downloads. Texts from the data go through textContent or escape only.
  document.documentElement.classList.add("js");
  var data = JSON.parse(document.getElementById("data").textContent);
  var all = function (selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); };
  var byId = function (id) { return document.getElementById(id); };
  var escape = function (s) {
    return String(s).replace(/[&<>"']/g, function (c) { return "&#" + c.charCodeAt(0) + ";"; });
  };
  var lines = function (list) {
    return list.filter(function (s) { return s !== ""; }).map(function (s, i) { return i ? escape(s) : "<b>" + escape(s) + "</b>"; }).join("<br>");
  };

  // Charts.
  var GLYPH = ["缺", "✗", "✓", "–"], WORD = ["数据缺", "未达标", "达标", "不适用（按达标计）"];
  var paper = 0; // width of the paper while printing
  var charts = data.charts.map(function (c) {
    var box = byId(c.id), option = c.option;
    if (c.kind === "heat") {
      option.series[0].label.formatter = function (p) { return GLYPH[p.value[2]]; };
      option.tooltip.formatter = function (p) {
        var v = p.value;
        return lines([c.names[v[1]], c.items[v[0]] + "：" + WORD[v[2]], v[3] && "数字 " + v[3], "要求 " + c.asks[v[0]], v[4]]);
      };
    } else if (c.kind === "points") {
      option.tooltip.formatter = function (p) { return lines(c.tips[p.value[2]]); };
    } else {
      option.tooltip.formatter = function (list) { return lines(c.tips[list[0].dataIndex]); };
    }
    var chart = echarts.init(box, null, { renderer: "svg", width: box.clientWidth, height: c.height });
    chart.setOption(option);
    box.setAttribute("role", "img");
    return { box: box, chart: chart, spec: c, width: 0 };
  });
  function fit() {
    charts.forEach(function (c) {
      var width = paper || c.box.clientWidth;
      if (!width || width === c.width) return;
      c.width = width;
      c.chart.resize({ width: width, height: c.spec.height });
      if (c.spec.kind === "heat") {
        var each = Math.max(22, Math.floor((width - 126) / c.spec.items.length) - 4);
        c.chart.setOption({ xAxis: [{ axisLabel: { width: each, fontSize: each < 40 ? 10 : 11, lineHeight: each < 40 ? 12 : 13 } }] });
      } else {
        c.chart.setOption({ yAxis: [{ axisLabel: { fontSize: width < 560 ? 12 : 13 } }] });
      }
    });
  }
  fit();
  var waiting = 0;
  window.addEventListener("resize", function () {
    clearTimeout(waiting);
    waiting = setTimeout(fit, 80);
  });

  // Printing: tables open, charts as wide as the paper (A4 less its margins).
  var opened = [];
  function beforePrint() {
    if (paper) return;
    paper = 690;
    opened = all("details:not([open])");
    opened.forEach(function (d) { d.open = true; });
    fit();
  }
  function afterPrint() {
    paper = 0;
    opened.forEach(function (d) { d.open = false; });
    fit();
  }
  window.addEventListener("beforeprint", beforePrint);
  window.addEventListener("afterprint", afterPrint);

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
    var township = bar.querySelector("[data-township]"), search = bar.querySelector("[data-search]"), shown = bar.querySelector(".shown");
    var rows = all("tbody tr[data-areas]", table).map(function (tr) {
      var areas = tr.dataset.areas.split(" ");
      return { tr: tr, areas: areas, text: (areas[0] + " " + all("th", tr).map(function (c) { return c.textContent; }).join(" ")).toLowerCase(),
        parent: tr.classList.contains("county") || tr.classList.contains("township") };
    });
    function apply() {
      var t = township.value, words = search.value.trim().toLowerCase(), keep = {}, n = 0, of = 0;
      rows.forEach(function (r) {
        if (!r.parent) of++;
        var hit = (!t || r.areas.indexOf(t) >= 0) && (!words || r.text.indexOf(words) >= 0);
        if (hit) {
          r.areas.forEach(function (a) { keep[a] = true; });
          if (!r.parent) n++;
        }
        r.hit = hit;
      });
      rows.forEach(function (r) {
        r.tr.hidden = !(r.hit || (r.parent && keep[r.areas[0]] && (t || words)));
      });
      shown.textContent = t || words ? "列出 " + n + " 村，共 " + of + " 村" : "共 " + of + " 村";
    }
    township.addEventListener("change", apply);
    search.addEventListener("input", apply);
    filters[table.id] = function () { township.value = ""; search.value = ""; apply(); };
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

  // Households: filtered and paged from the packed data.
  var SIZE = 50, book = data.ledger, page = 0, hits = [];
  var list = byId("f-list"), town = byId("f-township"), village = byId("f-village"), text = byId("f-text");
  function line(r) {
    var p = book.places[r[1]];
    return [book.lists[r[0]][1], p[3], p[1], r[2], r[3], book.statuses[r[4]], r[5], r[6], book.lines[r[7]], book.reasons[r[8]], book.sources[r[9]] + (r[10] ? " › " + r[10] : "")];
  }
  function villages() {
    var keep = village.value;
    village.length = 1;
    book.places.forEach(function (p) {
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
    hits = book.rows.filter(function (r) {
      var p = book.places[r[1]];
      var l = book.lists[r[0]];
      return (!list.value || l[0] === list.value || (list.value === "suspect" && l[2])) && (!town.value || p[2] === town.value) && (!village.value || p[0] === village.value) &&
        (!words || line(r).join(" ").toLowerCase().indexOf(words) >= 0);
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
    var pages = Math.max(1, Math.ceil(hits.length / SIZE)), body = byId("t-households").tBodies[0];
    page = Math.min(Math.max(page, 0), pages - 1);
    body.textContent = "";
    hits.slice(page * SIZE, (page + 1) * SIZE).forEach(function (r) {
      var tr = document.createElement("tr");
      line(r).forEach(function (s, i) {
        var td = document.createElement("td");
        if (i >= 6 && i <= 8) td.className = "n";
        td.textContent = s;
        tr.appendChild(td);
      });
      body.appendChild(tr);
    });
    if (!hits.length) {
      var td = document.createElement("td");
      td.colSpan = 11;
      td.textContent = "没有符合条件的行。";
      body.appendChild(document.createElement("tr")).appendChild(td);
    }
    byId("page-status").textContent = "第 " + (page + 1) + " 页，共 " + pages + " 页；" + hits.length + " 行，涉及 " + households() + " 户";
    all("#pager button").forEach(function (b) {
      b.disabled = /first|prev/.test(b.dataset.page) ? page === 0 : page === pages - 1;
    });
  }
  all("#pager button").forEach(function (b) {
    b.addEventListener("click", function () {
      page = { first: 0, prev: page - 1, next: page + 1, last: Infinity }[b.dataset.page];
      show();
    });
  });
  list.addEventListener("change", find);
  town.addEventListener("change", function () { village.value = ""; villages(); find(); });
  village.addEventListener("change", find);
  text.addEventListener("input", find);
  byId("household-csv").addEventListener("click", function () {
    var head = all("#t-households thead th").map(function (c) { return c.textContent; });
    save(book.file, [head].concat(hits.map(line)));
  });
  // Links from a figure to its households set the filter.
  document.addEventListener("click", function (e) {
    var a = e.target.closest && e.target.closest("a[data-area]");
    if (!a) return;
    var area = a.dataset.area, place = book.places.filter(function (p) { return p[0] === area; })[0];
    list.value = a.dataset.list || "";
    text.value = "";
    town.value = place ? place[2] : area;
    if (town.selectedIndex < 0) town.value = ""; // a county: all townships
    villages();
    village.value = place ? area : "";
    if (village.selectedIndex < 0) village.value = "";
    find();
  });
  villages();
  find();
})();
