@echo off
rem install-procrun.bat [uninstall]: BCS as a Windows service under procrun of Apache Commons Daemon.
rem
rem   BCS_SHARE   folder of bcs.jar and lib\           (the folder above this one)
rem   BCS_HOME    the unit's home                      (%ProgramData%\BCS)
rem   BCS_CONFIG  its configuration                    (%BCS_HOME%\bcs.toml)
rem   PRUNSRV     prunsrv.exe, the 64-bit one          (prunsrv.exe beside this file)
rem   JAVA_HOME   a Java, 17 or newer; its jvm.dll is used
rem
rem prunsrv.exe is amd64\prunsrv.exe in the archive commons-daemon:commons-daemon:1.5.1:zip:bin-windows.
rem Run as an administrator. procrun calls Service.start, which blocks until Service.stop was called:
rem a service that returned from start would be shown as stopped.
setlocal
if not defined BCS_SHARE for %%I in ("%~dp0..") do set "BCS_SHARE=%%~fI"
if not defined BCS_HOME set "BCS_HOME=%ProgramData%\BCS"
if not defined BCS_CONFIG set "BCS_CONFIG=%BCS_HOME%\bcs.toml"
if not defined PRUNSRV set "PRUNSRV=%~dp0prunsrv.exe"

if not exist "%PRUNSRV%" (
  echo there is no %PRUNSRV%
  echo hint: take amd64\prunsrv.exe from the archive bin-windows of Commons Daemon 1.5.1, or set PRUNSRV
  exit /b 2
)

if /i "%~1"=="uninstall" (
  "%PRUNSRV%" //SS//BCS
  "%PRUNSRV%" //DS//BCS
  exit /b %ERRORLEVEL%
)

if not exist "%BCS_SHARE%\bcs.jar" (
  echo there is no bcs.jar in %BCS_SHARE%
  echo hint: let BCS_SHARE name the folder of bcs.jar and lib
  exit /b 2
)
if not defined JAVA_HOME (
  echo JAVA_HOME is not set
  echo hint: let JAVA_HOME name the folder of a Java 17 or newer
  exit /b 2
)
if not exist "%JAVA_HOME%\bin\server\jvm.dll" (
  echo there is no jvm.dll in %JAVA_HOME%\bin\server
  exit /b 2
)
if not exist "%BCS_HOME%\log" mkdir "%BCS_HOME%\log"

rem procrun knows no wildcard in a class path: every library by name.
set "CP=%BCS_SHARE%\bcs.jar"
setlocal EnableDelayedExpansion
for %%J in ("%BCS_SHARE%\lib\*.jar") do set "CP=!CP!;%%~fJ"

rem ++JvmOptions adds one option a line; the options of a value that is set with -- are parted by # or ;
"%PRUNSRV%" //IS//BCS ^
  --DisplayName="BCS business continuity service" ^
  --Startup=auto ^
  --Jvm="%JAVA_HOME%\bin\server\jvm.dll" ^
  --Classpath="!CP!" ^
  --StartMode=jvm --StartClass=dev.bcs.daemon.Service --StartMethod=start ^
  --StartParams="--home#%BCS_HOME%#--config#%BCS_CONFIG%" ^
  --StopMode=jvm --StopClass=dev.bcs.daemon.Service --StopMethod=stop --StopTimeout=60 ^
  --JvmOptions="-XX:+UseSerialGC#-XX:CompileThresholdScaling=4#-XX:PerfDataSamplingInterval=1000#-XX:CompileCommand=quiet#-XX:CompileCommand=CompileThresholdScaling,com.sun.crypto.provider.*::*,0.1#-Dfile.encoding=UTF-8#-Dsun.jnu.encoding=UTF-8" ^
  --JvmMs=24 --JvmMx=192 ^
  --LogPath="%BCS_HOME%\log" --LogPrefix=procrun ^
  --StdOutput="%BCS_HOME%\log\out.log" --StdError="%BCS_HOME%\log\err.log"
if errorlevel 1 (
  echo the service was not installed
  echo hint: see procrun's log in %BCS_HOME%\log, and run as an administrator
  exit /b 1
)
echo the service BCS is installed; start it with: sc start BCS
exit /b 0
