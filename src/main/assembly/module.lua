-- For Lmod: module use FOLDER/modulefiles; module load cs-dropbox-sync
-- scripts/install writes into "root" where it installed this.
help([[
Moves Cybershake archives between a scratch disk and Dropbox, and proves every byte.

  cs-dropbox-sync --help
  man cs-dropbox-sync

It needs Java 17 or later, for which it looks by itself, and rclone.
]])
whatis("Name: cs-dropbox-sync")
whatis("Version: ${project.version}")
whatis("Description: ${project.description}")

local root = myFileName():match("^(.*)/modulefiles/")

prepend_path("PATH", pathJoin(root, "bin"))
-- Where it is not set, man finds the pages beside the PATH, and setting it would hide all others.
if (os.getenv("MANPATH") or "") ~= "" then
  prepend_path("MANPATH", pathJoin(root, "share/man"))
end
if mode() == "load" and not isloaded("rclone") then
  try_load("rclone")
end

local share = "'" .. pathJoin(root, "share"):gsub("'", "'\\''") .. "'"
if myShellName() == "bash" then
  execute({ cmd = "source " .. share .. "/bash-completion/completions/cs-dropbox-sync", modeA = { "load" } })
  execute({ cmd = "complete -r cs-dropbox-sync", modeA = { "unload" } })
elseif myShellName() == "zsh" then
  -- Not by FPATH: zsh does not export its own, which that would replace.
  execute({ cmd = "fpath=(" .. share .. "/zsh/site-functions $fpath); autoload -Uz _cs-dropbox-sync; "
    .. "(( $+functions[compdef] )) && compdef _cs-dropbox-sync cs-dropbox-sync", modeA = { "load" } })
end
