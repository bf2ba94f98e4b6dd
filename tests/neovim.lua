-- Neovim as a person has it, without the person: opens a broken document, and writes down what it shows and does.
local result = {}
local function wait_for(what, test)
  if not vim.wait(20000, test, 20) then
    error("in vain: " .. what)
  end
end
local function diagnostics()
  local told = {}
  for _, found in ipairs(vim.diagnostic.get(0)) do
    table.insert(told, string.format("%d:%d %s %s", found.lnum + 1, found.col + 1, found.code, found.message:match("[^\n]*")))
  end
  table.sort(told)
  return told
end
local function place_at(pattern)
  vim.fn.cursor(1, 1)
  assert(vim.fn.search(pattern) > 0, "there is no " .. pattern)
end
local function ask(method, extra)
  local params = vim.tbl_extend("force", vim.lsp.util.make_position_params(0, "utf-16"), extra or {})
  local answers = assert(vim.lsp.buf_request_sync(0, method, params, 20000), method)
  for _, answer in pairs(answers) do
    assert(not answer.err, vim.inspect(answer.err))
    return answer.result
  end
end

local fine, why = pcall(function()
  local document = vim.fn.getcwd() .. "/" .. vim.env.DOCUMENT
  vim.cmd("edit " .. vim.fn.fnameescape(document))
  local id = vim.lsp.start_client({ name = "incident", cmd = { vim.env.SERVER, "lsp" }, root_dir = vim.fn.getcwd() })
  vim.lsp.buf_attach_client(0, id)
  wait_for("a diagnostic", function() return #vim.diagnostic.get(0) > 0 end)
  result.before = diagnostics()

  place_at("sev2")
  local range = vim.lsp.util.make_range_params(0, "utf-16")
  local actions = ask("textDocument/codeAction", { range = range.range, context = { diagnostics = {}, only = { "quickfix" } } })
  result.action = actions[1].title
  vim.lsp.util.apply_workspace_edit(actions[1].edit, "utf-16")
  result.line = vim.fn.getline(vim.fn.search("^severity:"))
  wait_for("the diagnostic to go", function()
    for _, found in ipairs(vim.diagnostic.get(0)) do
      if found.code == "unknown-severity" then return false end
    end
    return true
  end)
  result.after = diagnostics()

  place_at("sev-2")
  result.hover = ask("textDocument/hover").contents.value

  -- As it is typed: a key, and what is offered for it.
  vim.fn.append(vim.fn.search("^severity:"), "visibility: ")
  vim.fn.cursor(vim.fn.search("^visibility:"), 13)
  vim.fn.setline(".", "visibility: ")
  local offered = {}
  for _, item in ipairs(ask("textDocument/completion", { position = { line = vim.fn.line(".") - 1, character = 12 } }).items) do
    table.insert(offered, item.label)
  end
  result.offered = offered
  vim.cmd("undo")

  place_at("2026-02-17-mail-is-late")
  vim.lsp.buf.definition()
  local there = "2026-02-17-mail-is-late/incident.md"
  wait_for("the other document", function() return vim.fn.expand("%:p"):sub(-#there) == there end)
  result.definition = there
  vim.lsp.stop_client(id)
  wait_for("the server to end", function() return vim.lsp.client_is_stopped(id) end)
end)
if not fine then
  result.failure = tostring(why)
end
vim.fn.writefile({ vim.fn.json_encode(result) }, vim.env.RESULT)
vim.cmd("qa!")
