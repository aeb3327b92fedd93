@echo off
rem Builds Sheaf with a Maven of 3.9 or newer: an installed one, else the one that .mvn\wrapper names, which is fetched
rem once: by an older installed Maven, through its user's own settings, or from MVNW_REPOURL.
rem
rem   mvnw.cmd           builds and starts the service
rem   mvnw.cmd verify    builds and tests
setlocal EnableExtensions DisableDelayedExpansion
set "HOME_DIR=%~dp0"
if "%HOME_DIR:~-1%"=="\" set "HOME_DIR=%HOME_DIR:~0,-1%"

for /f "usebackq eol=# tokens=1,* delims==" %%A in ("%HOME_DIR%\.mvn\wrapper\maven-wrapper.properties") do (
    if "%%A"=="distributionUrl" set "DISTRIBUTION=%%B"
    if "%%A"=="distributionSha256Sum" set "CHECKSUM=%%B"
)
for %%F in ("%DISTRIBUTION:/=\%") do set "ARCHIVE=%%~nF"
set "VERSION=%ARCHIVE:apache-maven-=%"
set "VERSION=%VERSION:-bin=%"
if not defined MAVEN_USER_HOME set "MAVEN_USER_HOME=%USERPROFILE%\.m2"
set "SHELF=%MAVEN_USER_HOME%\wrapper\dists\%ARCHIVE%\sheaf"
set "PINNED=%SHELF%\apache-maven-%VERSION%"

if defined JAVA_HOME (
    if not exist "%JAVA_HOME%\bin\javac.exe" (
        echo JAVA_HOME has no bin\javac.exe: point it at a JDK of 17 or newer. 1>&2
        exit /b 1
    )
) else (
    where javac >nul 2>nul || (
        echo There is no JDK: install one of 17 or newer, or set JAVA_HOME. 1>&2
        exit /b 1
    )
)

set "MVN="
for /f "delims=" %%M in ('where mvn.cmd 2^>nul') do if not defined MVN set "MVN=%%M"
if not defined MVN goto pinned
for /f "tokens=3" %%V in ('call "%MVN%" -B -v 2^>nul ^| findstr /b /c:"Apache Maven "') do set "FOUND=%%V"
for /f "tokens=1,2 delims=." %%A in ("%FOUND%") do (
    if %%A GEQ 4 goto run
    if %%A EQU 3 if %%B GEQ 9 goto run
)

:pinned
if exist "%PINNED%\bin\mvn.cmd" goto run_pinned
if not defined MVNW_REPOURL if not defined MVN (
    echo There is no Maven: install one, any version will do, or set MVNW_REPOURL to a Maven repository's address. 1>&2
    exit /b 1
)
echo Fetching Maven %VERSION% into %SHELF%, once. 1>&2
set "DRAFT=%SHELF%\draft-%RANDOM%%RANDOM%"
mkdir "%DRAFT%" || exit /b 1
pushd "%DRAFT%"
if defined MVNW_REPOURL goto download
call "%MVN%" -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:unpack "-Dartifact=org.apache.maven:apache-maven:%VERSION%:zip:bin" "-DoutputDirectory=%DRAFT%" 1>&2
goto unpacked

:download
if "%MVNW_REPOURL:~-1%"=="/" set "MVNW_REPOURL=%MVNW_REPOURL:~0,-1%"
set "LOGIN="
if defined MVNW_USERNAME set LOGIN=-u "%MVNW_USERNAME%:%MVNW_PASSWORD%"
curl.exe -fsSL %LOGIN% -o maven.zip "%MVNW_REPOURL%%DISTRIBUTION%" || goto unpacked
certutil -hashfile maven.zip SHA256 | findstr /i /x "%CHECKSUM%" >nul || (
    echo What MVNW_REPOURL has at %DISTRIBUTION% is not the Maven that .mvn\wrapper names: its checksum differs. 1>&2
    goto unpacked
)
tar.exe -xf maven.zip

:unpacked
popd
rem moved in one step: two runs at once, or one that is ended, leave nothing half
if exist "%DRAFT%\apache-maven-%VERSION%\bin\mvn.cmd" if not exist "%PINNED%" move "%DRAFT%\apache-maven-%VERSION%" "%PINNED%" >nul 2>nul
rmdir /s /q "%DRAFT%" 2>nul
if not exist "%PINNED%\bin\mvn.cmd" (
    echo Maven %VERSION% could not be fetched: install Maven 3.9 or newer, or set MVNW_REPOURL. 1>&2
    exit /b 1
)

:run_pinned
set "MVN=%PINNED%\bin\mvn.cmd"
set "MAVEN_HOME=%PINNED%"

:run
call "%MVN%" -f "%HOME_DIR%\pom.xml" %*
exit /b %ERRORLEVEL%
