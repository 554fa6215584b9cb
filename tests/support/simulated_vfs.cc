// SPDX-License-Identifier: Apache-2.0
#include "support/simulated_vfs.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <utility>

#include <sqlite3.h>

namespace assay::sqlite {

struct SimulatedVfs::Registration {
  files::FileSystem* files = nullptr;
  std::string name;
  sqlite3_vfs vfs{};
  sqlite3_vfs* system = nullptr;  // For time and chance.
  std::uint64_t temporary_files = 0;
};

namespace {

struct SimulatedFile {
  sqlite3_file base;
  files::FileSystem* files;
  files::File* file;
  std::string* path;
  bool is_name_new;  // The name of a new journal is made durable with its first sync.
  bool is_removed_on_close;
};

SimulatedFile& Of(sqlite3_file* file) {
  return *reinterpret_cast<SimulatedFile*>(file);
}

int CodeOf(const Error& error, int otherwise) {
  return error.reason == "storage.disk_full" ? SQLITE_FULL : otherwise;
}

std::string FolderOf(const std::string& path) {
  return path.substr(0, path.rfind('/'));
}

int Close(sqlite3_file* base) {
  SimulatedFile& file = Of(base);
  if (file.is_removed_on_close) {
    (void)file.files->Remove(*file.path);
  }
  delete file.file;
  delete file.path;
  return SQLITE_OK;
}

int Read(sqlite3_file* base, void* buffer, int size, sqlite3_int64 offset) {
  files::File& file = *Of(base).file;
  const auto length = file.Size();
  if (!length) {
    return SQLITE_IOERR_READ;
  }
  const auto wanted = static_cast<std::uint64_t>(size);
  const auto begin = static_cast<std::uint64_t>(offset);
  const std::uint64_t there = *length > begin ? std::min(wanted, *length - begin) : 0;
  if (there > 0 && !file.ReadAt(begin, {static_cast<char*>(buffer), there})) {
    return SQLITE_IOERR_READ;
  }
  if (there < wanted) {
    std::memset(static_cast<char*>(buffer) + there, 0, wanted - there);
    return SQLITE_IOERR_SHORT_READ;
  }
  return SQLITE_OK;
}

int Write(sqlite3_file* base, const void* bytes, int size, sqlite3_int64 offset) {
  const auto written =
      Of(base).file->WriteAt(static_cast<std::uint64_t>(offset),
                             {static_cast<const char*>(bytes), static_cast<std::size_t>(size)});
  return written ? SQLITE_OK : CodeOf(written.error(), SQLITE_IOERR_WRITE);
}

int Truncate(sqlite3_file* base, sqlite3_int64 size) {
  return Of(base).file->Truncate(static_cast<std::uint64_t>(size)) ? SQLITE_OK
                                                                   : SQLITE_IOERR_TRUNCATE;
}

int Sync(sqlite3_file* base, int) {
  SimulatedFile& file = Of(base);
  if (!file.file->Sync()) {
    return SQLITE_IOERR_FSYNC;
  }
  if (file.is_name_new) {
    if (!file.files->SyncDirectory(FolderOf(*file.path))) {
      return SQLITE_IOERR_DIR_FSYNC;
    }
    file.is_name_new = false;
  }
  return SQLITE_OK;
}

int FileSize(sqlite3_file* base, sqlite3_int64* size) {
  const auto length = Of(base).file->Size();
  if (!length) {
    return SQLITE_IOERR_FSTAT;
  }
  *size = static_cast<sqlite3_int64>(*length);
  return SQLITE_OK;
}

int NoLock(sqlite3_file*, int) {
  return SQLITE_OK;
}

int CheckReservedLock(sqlite3_file*, int* is_held) {
  *is_held = 0;
  return SQLITE_OK;
}

int FileControl(sqlite3_file*, int, void*) {
  return SQLITE_NOTFOUND;
}

int SectorSize(sqlite3_file*) {
  return 512;
}

int DeviceCharacteristics(sqlite3_file*) {
  return 0;
}

const sqlite3_io_methods kMethods = {
    .iVersion = 1,
    .xClose = Close,
    .xRead = Read,
    .xWrite = Write,
    .xTruncate = Truncate,
    .xSync = Sync,
    .xFileSize = FileSize,
    .xLock = NoLock,
    .xUnlock = NoLock,
    .xCheckReservedLock = CheckReservedLock,
    .xFileControl = FileControl,
    .xSectorSize = SectorSize,
    .xDeviceCharacteristics = DeviceCharacteristics,
    .xShmMap = nullptr,
    .xShmLock = nullptr,
    .xShmBarrier = nullptr,
    .xShmUnmap = nullptr,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

SimulatedVfs::Registration& Of(sqlite3_vfs* vfs) {
  return *static_cast<SimulatedVfs::Registration*>(vfs->pAppData);
}

int Open(sqlite3_vfs* vfs, const char* name, sqlite3_file* base, int flags, int* flags_out) {
  SimulatedVfs::Registration& registration = Of(vfs);
  SimulatedFile& file = Of(base);
  file.base.pMethods = nullptr;
  const std::string path = name != nullptr
                               ? std::string(name)
                               : "temporary/" + std::to_string(++registration.temporary_files);
  const bool is_new = !registration.files->Exists(path);
  auto opened = registration.files->Open(
      path, (flags & SQLITE_OPEN_CREATE) != 0 ? files::OpenMode::kCreate : files::OpenMode::kWrite);
  if (!opened) {
    return SQLITE_CANTOPEN;
  }
  const int journals = SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL | SQLITE_OPEN_WAL;
  file.files = registration.files;
  file.file = opened->release();
  file.path = new std::string(path);
  file.is_name_new = is_new && (flags & journals) != 0;
  file.is_removed_on_close = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
  file.base.pMethods = &kMethods;
  if (flags_out != nullptr) {
    *flags_out = flags;
  }
  return SQLITE_OK;
}

int Delete(sqlite3_vfs* vfs, const char* name, int sync_folder) {
  files::FileSystem& files = *Of(vfs).files;
  if (const auto removed = files.Remove(name); !removed) {
    return removed.error().code == ErrorCode::kNotFound ? SQLITE_IOERR_DELETE_NOENT
                                                        : SQLITE_IOERR_DELETE;
  }
  return sync_folder == 0 || files.SyncDirectory(FolderOf(name)) ? SQLITE_OK
                                                                 : SQLITE_IOERR_DIR_FSYNC;
}

int Access(sqlite3_vfs* vfs, const char* name, int flags, int* answer) {
  files::FileSystem& files = *Of(vfs).files;
  *answer = files.Exists(name) ? 1 : 0;
  if (*answer == 1 && flags == SQLITE_ACCESS_EXISTS) {
    // As the system's own: an empty journal counts as none.
    const auto file = files.Open(name, files::OpenMode::kRead);
    const auto size = file ? (*file)->Size() : Result<std::uint64_t>(0);
    *answer = size && *size > 0 ? 1 : 0;
  }
  return SQLITE_OK;
}

int FullPathname(sqlite3_vfs*, const char* name, int size, char* full) {
  sqlite3_snprintf(size, full, "%s", name);
  return SQLITE_OK;
}

int Randomness(sqlite3_vfs* vfs, int size, char* bytes) {
  sqlite3_vfs* system = Of(vfs).system;
  return system->xRandomness(system, size, bytes);
}

int Sleep(sqlite3_vfs*, int microseconds) {
  return microseconds;
}

int CurrentTime(sqlite3_vfs* vfs, double* days) {
  sqlite3_vfs* system = Of(vfs).system;
  return system->xCurrentTime(system, days);
}

int GetLastError(sqlite3_vfs*, int, char*) {
  return 0;
}

}  // namespace

SimulatedVfs::SimulatedVfs(files::FileSystem& files)
    : registration_(std::make_unique<Registration>()) {
  static std::atomic<int> registrations{0};
  Registration& made = *registration_;
  made.files = &files;
  made.name = "simulated-" + std::to_string(++registrations);
  made.system = sqlite3_vfs_find(nullptr);
  made.vfs.iVersion = 1;
  made.vfs.szOsFile = sizeof(SimulatedFile);
  made.vfs.mxPathname = 512;
  made.vfs.zName = made.name.c_str();
  made.vfs.pAppData = &made;
  made.vfs.xOpen = Open;
  made.vfs.xDelete = Delete;
  made.vfs.xAccess = Access;
  made.vfs.xFullPathname = FullPathname;
  made.vfs.xRandomness = Randomness;
  made.vfs.xSleep = Sleep;
  made.vfs.xCurrentTime = CurrentTime;
  made.vfs.xGetLastError = GetLastError;
  sqlite3_vfs_register(&made.vfs, 0);
}

SimulatedVfs::~SimulatedVfs() {
  sqlite3_vfs_unregister(&registration_->vfs);
}

const std::string& SimulatedVfs::name() const {
  return registration_->name;
}

}  // namespace assay::sqlite
