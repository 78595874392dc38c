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
prepend_path("MANPATH", pathJoin(root, "share/man"))
prepend_path("FPATH", pathJoin(root, "share/zsh/site-functions"))
if mode() == "load" and not isloaded("rclone") then
  try_load("rclone")
end
if myShellName() == "bash" then
  local completion = pathJoin(root, "share/bash-completion/completions/cs-dropbox-sync")
  execute({ cmd = "source '" .. completion .. "'", modeA = { "load" } })
  execute({ cmd = "complete -r cs-dropbox-sync", modeA = { "unload" } })
end
