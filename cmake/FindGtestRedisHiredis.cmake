# hiredis as the target hiredis::hiredis. Newer versions may bring that target; 0.14 (Debian 12), and every version that
# was built with its Makefile, brings none. Installed beside the package's configuration, for whoever uses it.
# Where hiredis has TLS (1.0 and newer, libhiredis_ssl) and OpenSSL is there, hiredis::hiredis_ssl is, too: from the same
# place, because the two must be of one version.
if(NOT TARGET hiredis::hiredis)
  find_package(hiredis CONFIG QUIET)
  if(TARGET hiredis::hiredis)
    find_package(hiredis_ssl CONFIG QUIET HINTS ${hiredis_DIR}/../hiredis_ssl NO_DEFAULT_PATH)
  else()
    find_path(HIREDIS_INCLUDE_DIR hiredis/hiredis.h)
    find_library(HIREDIS_LIBRARY hiredis)
    mark_as_advanced(HIREDIS_INCLUDE_DIR HIREDIS_LIBRARY)
    if(HIREDIS_INCLUDE_DIR AND HIREDIS_LIBRARY)
      add_library(hiredis::hiredis UNKNOWN IMPORTED)
      set_target_properties(hiredis::hiredis PROPERTIES
        IMPORTED_LOCATION "${HIREDIS_LIBRARY}"
        INTERFACE_INCLUDE_DIRECTORIES "${HIREDIS_INCLUDE_DIR}")
      get_filename_component(library_dir "${HIREDIS_LIBRARY}" DIRECTORY)
      find_library(HIREDIS_SSL_LIBRARY hiredis_ssl PATHS "${library_dir}" NO_DEFAULT_PATH)
      mark_as_advanced(HIREDIS_SSL_LIBRARY)
      find_package(OpenSSL QUIET)
      if(HIREDIS_SSL_LIBRARY AND OPENSSL_FOUND AND EXISTS "${HIREDIS_INCLUDE_DIR}/hiredis/hiredis_ssl.h")
        add_library(hiredis::hiredis_ssl UNKNOWN IMPORTED)
        set_target_properties(hiredis::hiredis_ssl PROPERTIES
          IMPORTED_LOCATION "${HIREDIS_SSL_LIBRARY}"
          INTERFACE_LINK_LIBRARIES "hiredis::hiredis;OpenSSL::SSL")
      endif()
    endif()
  endif()
endif()
if(TARGET hiredis::hiredis)
  set(GtestRedisHiredis_FOUND TRUE)
else()
  set(GtestRedisHiredis_FOUND FALSE)
  set(GtestRedisHiredis_NOT_FOUND_MESSAGE "hiredis is not there; on Debian and Ubuntu: apt-get install libhiredis-dev")
endif()
